"""People: who has an account, what they may do, and what an administrator does with an account."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.directory import actions, queries
from haidang.core.directory.models import Person
from haidang.core.directory.permissions import decide
from haidang.core.directory.signing_in import sessions
from haidang.core.directory.signing_in.passwords import drawn
from haidang.core.directory.signing_in.sessions import Session
from haidang.kernel import clock
from haidang.kernel.action import Invalid
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import forms, listing
from .page import facts_of

get_or_post = require_http_methods(["GET", "POST"])


def found(request: AskingRequest, number: int) -> Person:
    person = queries.people(request.actor).filter(pk=number).first()
    if person is None:
        raise Http404(str(number))
    return person


def page_of(person: Person) -> str:
    return reverse("person", args=[person.pk])


@require_GET
@room("person.read")
def listed(request: AskingRequest) -> HttpResponse:
    """Searched without diacritics; narrowed by office, role and state."""
    facts = listing.listed(request.actor, listing.Asked.by(request.GET))
    facts |= {"now": clock.now(), "may_create": decide(request.actor, "person.create")}
    return render(request, "desk/people/list.html", facts)


@require_GET
@never_cache
@room("person.read")
def one(request: AskingRequest, number: int) -> HttpResponse:
    return render(request, "desk/people/one.html", facts_of(request.actor, found(request, number)))


@get_or_post
@never_cache
@room("person.create")
def create(request: AskingRequest) -> HttpResponse:
    """A new account; its password is made here and shown on the answer, never again."""
    form = forms.New(request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = drawn()
        try:
            person = actions.create_person(request.actor, password=password, **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return render(request, "desk/people/secret.html", {"person": person, "password": password, "is_new": True})
    return render(request, "desk/people/new.html", {"form": form}, status=422 if form.errors else 200)


@get_or_post
@room("person.read")
def change(request: AskingRequest, number: int) -> HttpResponse:
    person = found(request, number)
    need(request.actor, "person.change", person)
    start = {
        "full_name": person.full_name,
        "office": person.office.code if person.office else "",
        "language": person.language,
    }
    form = forms.Change(request.actor, request.POST or None, initial=start)

    def work(given: dict[str, Any]) -> str:
        changes = form.changes(person)
        if changes:
            actions.change_person(request.actor, person, **changes)
        return page_of(person)

    asks = Asks(title=_("Sửa tài khoản"), submit=_("Lưu"), back=page_of(person), said=_("Đã sửa tài khoản."))
    return asked(request, form, asks, work)


@get_or_post
@never_cache
@room("person.read")
def password(request: AskingRequest, number: int) -> HttpResponse:
    """A new password for somebody, shown once on the answer; their open sessions end."""
    person = found(request, number)
    need(request.actor, "person.change", person)
    if request.method == "POST":
        fresh = drawn()
        actions.set_password(request.actor, person, fresh)
        return render(request, "desk/people/secret.html", {"person": person, "password": fresh})
    return render(request, "desk/people/password.html", {"person": person})


@require_POST
@room("person.read")
def unlock(request: AskingRequest, number: int) -> HttpResponse:
    person = found(request, number)
    actions.unlock_account(request.actor, person)
    messages.success(request, _("Đã mở khóa tài khoản."), extra_tags="done")
    return redirect(page_of(person))


@require_POST
@room("person.read")
def switch(request: AskingRequest, number: int) -> HttpResponse:
    """Close an account, which ends its sessions, or open it again."""
    person = found(request, number)
    actions.change_person(request.actor, person, is_active=not person.is_active)
    said = _("Đã mở lại tài khoản.") if person.is_active else _("Đã đóng tài khoản; các phiên đã kết thúc.")
    messages.success(request, said, extra_tags="done")
    return redirect(page_of(person))


@require_POST
@room("person.read")
def end_session(request: AskingRequest, number: int, session: int) -> HttpResponse:
    person = found(request, number)
    sessions.end_session(request.actor, Session(person), session)
    messages.success(request, _("Đã kết thúc phiên."), extra_tags="done")
    return redirect(page_of(person))
