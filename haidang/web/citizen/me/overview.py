"""The page everything of one's own hangs on; without an account it shows what this browser keeps."""

from collections.abc import Callable, Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from haidang.core.cases import queries as cases
from haidang.core.cases.claiming import claim
from haidang.core.cases.models import Case
from haidang.core.citizens import queries
from haidang.core.directory.models import Person
from haidang.core.forms.models import Draft
from haidang.core.forms.queries import drafts_of
from haidang.core.incidents.everybody import around, warnings
from haidang.core.notices import queries as notices
from haidang.kernel.action import NotPossible
from haidang.web.citizen.account.entering import signed_in
from haidang.web.citizen.device import own_cases
from haidang.web.citizen.follow.steps import own_row
from haidang.web.middleware import AskingRequest

ON_TOP = 3
MORE: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("app_papers", "file-certificate", lambda: _("Giấy tờ")),
    ("app_me_payments", "receipt", lambda: _("Thanh toán")),
)
"""Rooms that other parts of the app bring; shown where they are there."""


@never_cache
@require_GET
def me(request: AskingRequest) -> HttpResponse:
    person = queries.citizen_of(request.actor)
    kept = own_cases(request)
    if person is None:
        return render(request, "citizen/me/device.html", {"own": [own_row(one) for one in kept]})
    mine = cases.mine(request.actor)
    facts = {
        "own": [own_row(one) for one in mine[:ON_TOP]],
        "total": len(mine),
        "unclaimed": [one for one in kept if one.person_id is None],
        "name": queries.claims(request.actor, person).get("name", ""),
        "unread": notices.unread_count(request.actor).count,
        "warned": _warned(person),
        "drafts": [(one, _draft_url(one)) for one in drafts_of(request.actor, person)],
        "rooms": list(_rooms()),
        "proxied": queries.proxies_taken(person),
        "deletion": queries.deletion(person),
    }
    return render(request, "citizen/me/me.html", facts)


def own_of(request: AskingRequest) -> list[Case]:
    """What is one's own here: the account's, then what this browser keeps besides."""
    mine = cases.mine(request.actor)
    known = {one.pk for one in mine}
    return [*mine, *(one for one in own_cases(request) if one.pk not in known)]


def _warned(person: Person) -> int:
    held = warnings()
    return len({one.code for place in queries.places_of(person) for one in around(place.place, held)})


def _draft_url(draft: Draft) -> str:
    return reverse("app_apply", args=[draft.procedure.domain, draft.procedure.key])


def _rooms() -> Iterator[tuple[str, str, str]]:
    for name, icon, say in MORE:
        try:
            yield reverse(name), icon, say()
        except NoReverseMatch:
            continue


@require_GET
@signed_in
def all_cases(request: AskingRequest, person: Person) -> HttpResponse:
    kind = request.GET.get("kind", "")
    mine = cases.mine(request.actor, limit=300)
    facts = {
        "own": [own_row(one) for one in mine if kind in ("", one.kind)],
        "kind": kind,
        "kinds": [("", _("Tất cả")), ("report", _("Phản ánh")), ("dossier", _("Hồ sơ"))],
    }
    return render(request, "citizen/me/cases.html", facts)


@require_POST
@signed_in
def claim_kept(request: AskingRequest, person: Person) -> HttpResponse:
    """Put the cases whose links this browser keeps into the account: holding the link is the proof."""
    count = 0
    for one in own_cases(request):
        found = cases.by_secret(one.code, one.secret)
        if found is None or one.person_id is not None:
            continue
        try:
            claim(found[1], one, person=person)
        except NotPossible:
            continue
        count += 1
    said = _("Đã đưa %(n)s việc vào tài khoản.") % {"n": count}
    messages.success(request, said, extra_tags="done")
    return redirect("app_me")
