"""Splitting the desk in a flood: who of those on watch deals with which fields and areas; nothing is left to nobody."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Person, Place
from haidang.core.directory.permissions import may_somewhere
from haidang.core.directory.watch import on_shift
from haidang.core.rules.desks import actions
from haidang.core.rules.desks.model import DeskShare
from haidang.core.rules.desks.queries import alerts_of, shares
from haidang.core.rules.reading import queries
from haidang.core.rules.reading.queries import Wanted
from haidang.core.rules.reading.rate import rate
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.web.desk.asking import Asks, asked, finished, sent
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

HOURS = (
    ("60", gettext_lazy("1 giờ")),
    ("120", gettext_lazy("2 giờ")),
    ("240", gettext_lazy("4 giờ")),
    ("480", gettext_lazy("8 giờ")),
)


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody on watch: the share they have (None: the whole desk) and how many open alerts that means."""

    person: Person
    position: str
    share: DeskShare | None
    says: str
    count: int
    new: int


def _colleagues(actor: Actor) -> dict[int, tuple[Person, str]]:
    """Who is on watch at the actor's desk now, whoever has a share, and the actor."""
    me = directory.person_of(actor)
    found = {me.pk: (me, "")} if me else {}
    if me and me.office:
        found |= {seat.person_id: (seat.person, seat.position) for seat in on_shift(me.office, clock.now())}
    for one in shares(actor):
        found.setdefault(one.person_id, (one.person, ""))
    return found


@require_GET
@room("desk_share.read")
def desks(request: AskingRequest) -> HttpResponse:
    given = {one.person_id: one for one in shares(request.actor)}
    facts = {
        "sitting": [
            _sitting(request.actor, person, position, given.get(person.pk))
            for person, position in _colleagues(request.actor).values()
        ],
        "rate": rate(request.actor),
        "may_split": may_somewhere(request.actor, "desk_share.split"),
        "is_split": bool(given),
        "has_rest": any(not one.domains and not one.places for one in given.values()),
    }
    return render(request, "desk/alerts/desks.html", facts)


def _sitting(actor: Actor, person: Person, position: str, share: DeskShare | None) -> Sitting:
    counted = queries.counts_by_tab(actor, Wanted(only=alerts_of(share) if share else None))
    return Sitting(person, position, share, said(share) if share else _("cả bàn"), counted["open"], counted["new"])


def said(share: DeskShare) -> str:
    """A share in words."""
    if not share.domains and not share.places:
        return _("phần còn lại")
    known = registry.domains()
    fields = ", ".join(shown(known[key].short) for key in share.domains if key in known)
    areas = ", ".join(name_of(one) for one in Place.objects.filter(path__in=share.places).order_by("sort_key"))
    return " · ".join(part for part in (fields, areas) if part)


class Split(forms.Form):
    domains = forms.MultipleChoiceField(
        label=gettext_lazy("Lĩnh vực"), required=False, widget=forms.CheckboxSelectMultiple
    )
    places = forms.MultipleChoiceField(
        label=gettext_lazy("Địa bàn"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    lasting = forms.ChoiceField(label=gettext_lazy("Trong"), choices=HOURS, initial="120")
    reason = forms.CharField(label=gettext_lazy("Lý do"), required=False, max_length=500)

    def __init__(self, actor: Actor, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known: dict[str, Any] = self.fields
        known["domains"].choices = [(one.key, shown(one.short)) for one in registry.domains().values() if one.rules]
        known["places"].choices = [(one.path, name_of(one)) for one in directory.places(actor).exclude(parent=None)]

    def clean_lasting(self) -> timedelta:
        return timedelta(minutes=int(self.cleaned_data["lasting"]))


def _person(request: AskingRequest, number: int) -> Person:
    found = _colleagues(request.actor).get(number)
    if found is None:
        raise Http404(str(number))
    return found[0]


@require_http_methods(["GET", "POST"])
@room("desk_share.read")
def split(request: AskingRequest, person: int) -> HttpResponse:
    """What one of them deals with; neither field nor area: all that the others do not have."""
    who = _person(request, person)
    now = next((one for one in shares(request.actor) if one.person_id == who.pk), None)
    start = {"domains": now.domains, "places": now.places} if now else {}

    def work(given: dict[str, Any]) -> None:
        actions.split(request.actor, actions.drafted(who), **given)

    asks = Asks(
        title=_("Phần việc của %(name)s") % {"name": who.full_name},
        submit=_("Giao phần này"),
        back=reverse("alert_desks"),
        said=_("Đã giao phần việc cho %(name)s.") % {"name": who.full_name},
        icon="users",
        note=_(
            "Không chọn gì: người này giữ mọi cảnh báo không thuộc phần của ai khác. Cảnh báo mức 1 vẫn báo âm cho mọi bàn."
        ),
    )
    return asked(request, Split(request.actor, sent(request), initial=start), asks, work)


@require_POST
@room("desk_share.read")
def join(request: AskingRequest, person: int) -> HttpResponse:
    share = next((one for one in shares(request.actor) if one.person_id == person), None)
    if share is None:
        raise Http404(str(person))
    actions.join(request.actor, share)
    return finished(request, _("Đã gộp lại bàn trực."), reverse("alert_desks"))
