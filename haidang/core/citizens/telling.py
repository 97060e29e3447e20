"""How notices reach citizens outside the app: as they wish, in few words that name nobody and no matter.

A locked telephone on a table shows what is written here to whoever stands by, so the texts say that there is news, never what.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db.models import Q
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Person
from haidang.core.notices import endpoints
from haidang.core.notices.actions import notify
from haidang.core.notices.channels import channels
from haidang.core.notices.models import Notice
from haidang.core.notices.outbox import Way
from haidang.core.notices.ways import push
from haidang.kernel import clock
from haidang.kernel.action import Doing, action, system
from haidang.kernel.jobs import job, later
from haidang.kernel.manifest import Words

from . import gateways
from .wishes import wanted

TOPIC = {
    "case": "cases", "document": "cases", "proxy": "cases", "bill": "payments", "warning": "warnings",
    "measured": "measured",
}  # fmt: skip
DANGER = ("warnings", "measured")
TEXTS = {
    "cases": msgid("Việc của bạn có tin mới."),
    "warnings": msgid("Cảnh báo ở nơi bạn theo dõi."),
    "measured": msgid("Số đo đáng lo ở nơi bạn theo dõi."),
    "payments": msgid("Có khoản cần thanh toán hoặc đã nhận."),
}
AT_ONCE = 500
WORST = 2
"""Severities that go out in quiet hours too: danger does not wait for the morning."""


def topic_of(kind: str) -> str:
    return TOPIC.get(kind.partition(".")[0], "cases")


def ways(notice: Notice, person: Person) -> Sequence[Way]:
    """By which channels a notice goes out to a citizen, and when."""
    wishes = wanted(person)
    topic = topic_of(notice.kind)
    if topic not in wishes.topics:
        return []
    at = None if topic in DANGER and 0 < notice.severity <= WORST else wishes.not_before(clock.now())
    with override(person.language):
        text = _text(notice, topic)
    return [Way(one, text, at) for one in wishes.ways if one in channels() and _can(one, person)]


def _text(notice: Notice, topic: str) -> str:
    """A warning is no secret and says what it is about; everything else says where to look."""
    if topic in DANGER:
        return f"{_(TEXTS[topic])}\n{notice.said_in(get_language() or 'vi')[0]}"
    return f"{_('Hải Đăng')}\n{_(TEXTS[topic])}"


def _can(way: str, person: Person) -> bool:
    if way == "push":
        return endpoints.is_open_anywhere() and push.has_browser(person)
    if way == "sms":
        return bool(person.phone) and gateways.has("phone")
    return bool(person.email) and gateways.has("mail")


def warn_followers(path: str, *, title: Words, body: Words | None = None, severity: int = 3, link: str = "") -> None:
    """Tell everybody who follows a place within `path`, or one that holds it, of a danger: by the worker, after commit."""
    _later("warning.around", [path], title, body, severity, link)


def tell_of_measured(
    paths: Iterable[str], *, title: Words, body: Words | None = None, severity: int = 3, link: str = ""
) -> None:
    """The same of what is measured, to those who follow one of several places: each once."""
    _later("measured.around", sorted(paths), title, body, severity, link)


def _later(kind: str, paths: list[str], title: Words, body: Words | None, severity: int, link: str) -> None:
    said = [body.vi, body.en] if body else None
    later(tell_followers, kind=kind, paths=paths, title=[title.vi, title.en], body=said, severity=severity, link=link)


@job(retries=3)
def tell_followers(
    kind: str, paths: list[str], title: list[str], body: list[str] | None, severity: int, link: str
) -> None:
    """A city's worth of people, some hundreds in each transaction."""
    words = Words(vi=title[0], en=title[1])
    about = Words(vi=body[0], en=body[1]) if body else None
    for people in batched(_followers(paths), AT_ONCE):
        _warn(system("citizens"), kind, paths, people, title=words, body=about, severity=severity, link=link)


def batched(people: Iterable[Person], size: int) -> Iterator[list[Person]]:
    found = iter(people)
    while some := list(islice(found, size)):
        yield some


@action("citizen.warn")
def _warn(
    do: Doing,
    kind: str,
    paths: list[str],
    people: list[Person],
    *,
    title: Words,
    body: Words | None,
    severity: int,
    link: str,
) -> None:
    notify(do, people, kind=kind, title=title, body=body, severity=severity, link=link, place=paths[0])
    do.event.facts["notified"] = len(people)  # who follows which place is nobody's business, the journal's neither


def _followers(paths: Iterable[str]) -> Iterator[Person]:
    """Each once, however many places of theirs lie there."""
    above = {path[: at + 1] for path in paths for at, sign in enumerate(path) if sign == "/"}
    places = Q(places_followed__place__path__in=above)
    for path in paths:
        places |= Q(places_followed__place__path__startswith=path)
    return Person.objects.filter(places, is_active=True).distinct().order_by("pk").iterator(chunk_size=AT_ONCE)
