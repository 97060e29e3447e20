"""One's account: what is known and by whose word, the ways in, where one is signed in, and joining two accounts."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.citizens import accounts, corrections, queries
from haidang.core.citizens.models import Citizen, Claim, Hats, Identity
from haidang.core.directory.models import Person
from haidang.core.directory.signing_in import sessions
from haidang.core.directory.signing_in.sessions import Session
from haidang.web.claims import claim_word, said, source_word
from haidang.web.middleware import AskingRequest

from .entering import is_just_proven, just_proven, signed_in
from .signin import JOINING, LINKING, OFFICER, doors


@require_GET
@signed_in
def account(request: AskingRequest, person: Person) -> HttpResponse:
    facts = {
        "person": person,
        "claims": list(_claims(request, person)),
        "identities": [(source_word(one.issuer or one.kind), one) for one in person.identities.order_by("linked_at")],
        "passkeys": list(person.passkeys.order_by("added_at")),
        "sessions": sessions.open_sessions(person),
        "this_session": request.session.session_key,
        "level": queries.level(person),
        "corrections": [(claim_word(one.name), one) for one in person.corrections.order_by("-asked_at")[:5]],
        "officer": _officer(request, person),
        "names": [(name, claim_word(name)) for name in corrections.OPEN_TO_IT],
    }
    return render(request, "citizen/account/account.html", facts)


def _claims(request: AskingRequest, person: Person) -> Iterator[tuple[str, datetime, list[tuple[str, str]]]]:
    """What each source says: its words, since when, and its facts."""
    by_source: dict[str, list[Claim]] = {}
    for one in queries.claims_with_source(request.actor, person):
        by_source.setdefault(one.source, []).append(one)
    for source, several in by_source.items():
        facts = [(claim_word(one.name), said(one.name, one.value)) for one in several]
        yield source_word(source), max(one.at for one in several), facts


def _officer(request: AskingRequest, person: Person) -> tuple[Person, bool] | None:
    """The officer's account that is linked, or the one that was signed in here a moment ago and may be."""
    linked = Hats.objects.select_related("officer").filter(citizen=person).first()
    if linked is not None:
        return linked.officer, True
    asked = Person.objects.filter(pk=request.session.get(OFFICER, 0), is_citizen=False).first()
    return (asked, False) if asked is not None and is_just_proven(request) else None


@require_POST
@signed_in
def link_officer(request: AskingRequest, person: Person) -> HttpResponse:
    """Say that the officer who sat here and the citizen are one; or take it back. The rights of neither pass over."""
    if "remove" in request.POST:
        accounts.wear_one(request.actor, Citizen(person))
    elif (found := _officer(request, person)) is not None:
        accounts.wear_both(request.actor, Citizen(person), found[0])
    return redirect("app_account")


@require_GET
@signed_in
@just_proven
def add_way(request: AskingRequest, person: Person) -> HttpResponseBase:
    """One more proof: the doors again, with what comes through them going to this account."""
    request.session[LINKING] = True
    return doors(request)


@require_POST
@signed_in
@just_proven
def remove_way(request: AskingRequest, person: Person, number: int) -> HttpResponseBase:
    accounts.unlink(request.actor, Citizen(person), get_object_or_404(Identity, pk=number, person=person))
    return redirect("app_account")


@require_http_methods(["GET", "POST"])
@signed_in
@just_proven
def join(request: AskingRequest, person: Person) -> HttpResponseBase:
    """Two accounts, both just proven by whoever sits here."""
    other = Person.objects.filter(pk=request.session.get(JOINING, 0), is_citizen=True, is_active=True).first()
    if other is None:
        return redirect("app_account")
    if request.method != "POST":
        return render(request, "citizen/account/join.html", {"cases": other.cases.count()})
    request.session.pop(JOINING, None)
    accounts.join(request.actor, Citizen(person), other)
    messages.success(request, _("Đã gộp hai tài khoản."), extra_tags="done")
    return redirect("app_account")


@require_POST
@signed_in
def end_session(request: AskingRequest, person: Person, number: int) -> HttpResponse:
    sessions.end_session(request.actor, Session(person), number)
    return redirect("app_account")


@require_POST
@signed_in
def end_everywhere(request: AskingRequest, person: Person) -> HttpResponse:
    """Every session of the account, this one too."""
    for one in sessions.open_sessions(person):
        sessions.end_session(request.actor, Session(person), one.pk)
    request.session.flush()
    return redirect("app_signin")


@require_POST
@signed_in
def correct(request: AskingRequest, person: Person) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("name", "wanted", "why")}
    corrections.ask(request.actor, Citizen(person), **given)
    messages.success(request, _("Đã gửi yêu cầu sửa. Chúng tôi trả lời trong mục tin của bạn."), extra_tags="done")
    return redirect("app_account")
