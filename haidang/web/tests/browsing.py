"""A browser in which somebody is signed in, and what it reads."""

from collections.abc import Iterator
from html import unescape

from django.http import HttpResponse
from django.test import Client

from haidang.core.directory.models import Person
from haidang.kernel.action import Actor

HTMX = {"HX-Request": "true"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def browser(who: Person | Actor, language: str = "vi") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(who if isinstance(who, Person) else Person.objects.get(pk=who.id), backend=BACKEND)
    return client


def text(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def read(answer: HttpResponse, status: int = 200) -> str:
    """The text of an answer that must have this status."""
    assert answer.status_code == status
    return text(answer)


def pages(client: Client, url: str) -> Iterator[HttpResponse]:
    """A list page after page, by the link that leads on."""
    while url:
        answer = client.get(url)
        assert answer.status_code == 200
        yield answer
        url = answer.context["next_url"]
