"""Risk levels: what the bodies in charge have declared, and the table with what is not known left open."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.directory.permissions import decide, may_somewhere
from haidang.core.directory.queries import places, top_place, visible
from haidang.core.directory.rooms import actor_of, room
from haidang.domains.environment import actions
from haidang.domains.environment.models import RiskNotice
from haidang.domains.environment.risk import TABLE, Hazard
from haidang.kernel import clock
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.bilingual import name_of, shown

from .forms import RiskForm
from .permits import TOWNS
from .scale import TRUST, Mark

MOST_PAST = 20


def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    now = clock.now()
    seen = RiskNotice.objects.filter(visible(actor, RiskNotice)).select_related("place")
    holds = Q(ended_at=None) & (Q(until=None) | Q(until__gt=now))
    facts = {
        "standing": [_told(actor, one) for one in seen.filter(holds).order_by("-level", "-from_at")],
        "past": [_told(actor, one) for one in seen.exclude(holds).order_by("-from_at")[:MOST_PAST]],
        "levels": [_level(one.level) for one in TABLE.levels],
        "hazards": [_hazard(one) for one in TABLE.hazards],
        "combinations": [shown(one.text) for one in TABLE.combinations],
        "source": TABLE.source,
        "trust": TABLE.trust,
        "trust_means": TRUST[TABLE.trust],
        "valid_from": TABLE.valid_from,
        "may_declare": may_somewhere(actor, "risk.declare"),
    }
    return render(request, "environment/risk.html", facts)


def _level(number: int) -> dict[str, Any]:
    found = TABLE.level(number)
    assert found, number
    return {"level": number, "name": shown(found.name), "colour_name": shown(found.colour_name), "colour": found.colour,
            "mark": Mark(number, shown(found.name), found.colour)}  # fmt: skip


def _hazard(one: Hazard) -> dict[str, Any]:
    return {
        "name": shown(one.name),
        "article": one.article,
        "least": one.least,
        "most": one.most,
        "trust": one.trust,
        "means": TRUST[one.trust],
        "criteria": [(found.level, shown(found.text), found.trust) for found in one.criteria],
    }


def _told(actor: Actor, one: RiskNotice) -> dict[str, Any]:
    hazard, broadcast = TABLE.hazard(one.hazard), TABLE.broadcast(one.level)
    return {
        "notice": one,
        "hazard": shown(hazard.name) if hazard else one.hazard,
        "place": name_of(one.place),
        "level": _level(one.level),
        "hours": broadcast.hours if broadcast else None,
        "may_end": bool(decide(actor, "risk.end", one)),
    }


@require_http_methods(["GET", "POST"])
@room("risk.read")
def declare(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = RiskForm(request.POST if request.method == "POST" else None, _places(actor))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        now = clock.now()
        try:
            actions.declare(actor, from_at=now, until=now + timedelta(hours=given.pop("hours")), **given)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect("domain_page", "environment", "risk")
    facts = {"form": form, "title": _("Ghi cấp độ rủi ro đã ban hành"),
             "back": reverse("domain_page", args=["environment", "risk"])}  # fmt: skip
    return render(request, "environment/form.html", facts, status=422 if form.errors else 200)


def _places(actor: Actor) -> QuerySet[Any]:
    top = top_place()
    return places(actor).filter(Q(kind__in=TOWNS) | Q(pk=top.pk if top else 0)).order_by("path")


@require_http_methods(["POST"])
@room("risk.read")
def end(request: HttpRequest, number: int) -> HttpResponse:
    notice = get_object_or_404(RiskNotice.objects.filter(visible(actor_of(request), RiskNotice)), pk=number)
    actions.end(actor_of(request), notice)
    return redirect("domain_page", "environment", "risk")
