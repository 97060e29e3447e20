"""The register of permits: what has ended or ends soon first, and how much of what is allowed has been taken."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.directory.models import Office, Place
from haidang.core.directory.permissions import decide, may_somewhere
from haidang.core.directory.queries import duties, places
from haidang.core.directory.rooms import actor_of, room
from haidang.domains.environment import actions, permits
from haidang.kernel import clock
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.bilingual import name_of, shown

from .forms import PermitForm, TakenForm

STATES = ("ended", "soon", "valid", "later", "revoked")
TOWNS = ("ward", "commune", "special_zone")


def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    kind, state, words = (request.GET.get(name, "") for name in ("kind", "state", "q"))
    state = state if state in STATES else ""
    rows = permits.standings(actor, kind=kind, state=state, words=words)
    facts = {
        "tabs": _tabs(actor, state, kind),
        "rows": [_row(one) for one in rows],
        "kinds": [(key, shown(one.name)) for key, one in permits.KINDS.items()],
        "kind": kind,
        "state": state,
        "words": words,
        "laws": permits.KINDS.values(),
        "may_add": may_somewhere(actor, "permit.add"),
    }
    return render(request, "environment/permits.html", facts)


def _tabs(actor: Actor, state: str, kind: str) -> list[dict[str, Any]]:
    here, counted = reverse("domain_page", args=["environment", "permits"]), permits.counts(actor)
    named = {"": _("Tất cả"), "ended": _("Hết hạn"), "soon": _("Sắp hết hạn"), "valid": _("Còn hiệu lực"),
             "later": _("Chưa hiệu lực"), "revoked": _("Thu hồi")}  # fmt: skip
    return [
        {"url": f"{here}?state={key}&kind={kind}", "label": name, "active": key == state,
         "count": counted[key] if key else sum(counted.values())}
        for key, name in named.items()
    ]  # fmt: skip


def _row(one: permits.Standing) -> dict[str, Any]:
    permit, kind = one.permit, permits.KINDS.get(one.permit.kind)
    return {
        "permit": permit,
        "kind": shown(kind.name) if kind else permit.kind,
        "icon": kind.icon if kind else "certificate",
        "place": name_of(permit.place),
        "state": one.state,
        "days": one.days_left,
        "share": None if one.share is None else 100 * one.share,
        "sev": one.severity,
        "url": reverse("environment_permit", args=[permit.pk]),
    }


@require_http_methods(["GET", "POST"])
@room("permit.read")
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One permit: what it allows, month by month what was taken, and the form to say so."""
    actor = actor_of(request)
    permit = get_object_or_404(permits.permits(actor), pk=number)
    form = TakenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_taken(actor, permit, **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Đã ghi lượng của tháng."))
            return redirect("environment_permit", permit.pk)
    standing = next(row for row in permits.standings(actor, words=permit.code) if row.permit.pk == permit.pk)
    facts = {
        "row": _row(standing),
        "permit": permit,
        "allowed": permits.allowed_this_year(permit, clock.today()),
        "taken": permit.taken.order_by("-month")[:24],
        "form": form if decide(actor, "permit.taken", permit) else None,
        "may_revoke": decide(actor, "permit.revoke", permit) and not permit.revoked_on,
    }
    return render(request, "environment/permit.html", facts, status=422 if form.errors else 200)


@require_http_methods(["POST"])
@room("permit.read")
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    permit = get_object_or_404(permits.permits(actor_of(request)), pk=number)
    actions.revoke_permit(actor_of(request), permit, why=request.POST.get("why", ""))
    return redirect("environment_permit", permit.pk)


@require_http_methods(["GET", "POST"])
@room("permit.read")
def add(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    office = own_office(actor)
    if office is None:
        raise Http404
    form = PermitForm(request.POST if request.method == "POST" else None, communes(actor))
    if request.method == "POST" and form.is_valid():
        try:
            permit = actions.add_permit(actor, office=office, **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect("environment_permit", permit.pk)
    facts = {"form": form, "title": _("Ghi giấy phép"), "back": reverse("domain_page", args=["environment", "permits"])}
    return render(request, "environment/form.html", facts, status=422 if form.errors else 200)


def own_office(actor: Actor) -> Office | None:
    """The office in whose name somebody may keep permits."""
    held = (duty.office for duty in duties(actor, on=clock.today()) if str(duty.person_id) == actor.id)
    return next((office for office in held if decide(actor, "permit.add", office)), None)


def communes(actor: Actor) -> QuerySet[Place]:
    return places(actor).filter(kind__in=TOWNS)
