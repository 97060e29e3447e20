"""A waste-water breach is told to those downstream: intakes, cages, beaches and communes along the water.

Who was told stands in the alert itself. Of one station they are told once in some hours, however many limits it breaks.
"""

from datetime import timedelta

from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Office
from haidang.core.directory.queries import offices_for
from haidang.core.notices.actions import Recipient, notify
from haidang.core.rules.models import Alert
from haidang.core.things.models import Thing
from haidang.kernel.action import Doing, Event, action, system
from haidang.kernel.bilingual import both, names
from haidang.kernel.manifest import Words

from . import flow
from .flow import Reached

WHO = system("environment")
CONCERNED = ("water_intake", "fish_cages", "beach")
"""Kinds of things whose people must know; gauges on the way are only passed."""
QUIET_FOR = timedelta(hours=6)


def hear(events: list[Event]) -> None:
    """Told of the events of a transaction, within it."""
    for event in list(events):
        if event.action == "alert.raise" and event.subject_kind == "alert":
            _follow(int(event.subject_id))


def _follow(pk: int) -> None:
    alert = Alert.objects.filter(pk=pk, domain="environment", thing__type="wastewater_station")
    found = alert.select_related("thing", "place", "rule_version").first()
    if found is not None and found.rule_version.says.playbook == "wastewater_breach":
        reached = concerned(found.thing.code)
        if reached:
            tell(WHO, found, reached)


def concerned(code: str) -> list[tuple[Thing, Reached]]:
    """The things below a point whose people must know, the nearest first."""
    reached = {one.thing: one for one in flow.below(code)}
    there = Thing.objects.filter(code__in=reached, type__in=CONCERNED, state="active").select_related("place", "office")
    return sorted(((one, reached[one.code]) for one in there), key=lambda pair: pair[1].km)


@action("breach.tell")
def tell(do: Doing, alert: Alert, below: list[tuple[Thing, Reached]]) -> None:
    """Write into the alert who is told, and tell the offices that answer for what lies below, unless they just were."""
    said = _sentence(alert)
    told = both(msgid("%(why)s Báo hạ lưu: %(who)s."), why=said, who=_listed(below))
    alert.why = alert.why | {
        "sentence": {"vi": told.vi, "en": told.en},
        "downstream": [{"thing": thing.code, "km": way.km} for thing, way in below],
    }
    alert.save(update_fields=["why"])
    do.about(alert, downstream=[thing.code for thing, _way in below])
    if _told_lately(alert):
        return
    title = both(msgid("Nước thải vượt quy chuẩn ở thượng lưu: %(where)s"), where=names(alert.thing))
    for office, mine in _by_office(below).items():
        body = both(msgid("%(why)s Ở hạ lưu: %(who)s."), why=said, who=_listed(mine))
        notify(do, [office], kind="alert", title=title, body=body, severity=alert.severity, link=alert.link,
               place=mine[0][0].place.path)  # fmt: skip


def _sentence(alert: Alert) -> Words:
    said = alert.why.get("sentence")
    return Words(**said) if said else alert.title


def _listed(below: list[tuple[Thing, Reached]]) -> Words:
    """`Bè nuôi hàu (1,9 km), …` in both languages."""
    vi = ", ".join(f"{thing.name_vi} ({f'{way.km:.1f}'.replace('.', ',')} km)" for thing, way in below)
    en = ", ".join(f"{thing.name_en} ({way.km:.1f} km)" for thing, way in below)
    return Words(vi=vi, en=en)


def _told_lately(alert: Alert) -> bool:
    before = Alert.objects.filter(thing=alert.thing, raised_at__gte=alert.raised_at - QUIET_FOR).exclude(pk=alert.pk)
    return any("downstream" in why for why in before.values_list("why", flat=True))


def _by_office(below: list[tuple[Thing, Reached]]) -> dict[Recipient, list[tuple[Thing, Reached]]]:
    """The office of each thing, and the committee of its commune."""
    found: dict[Recipient, list[tuple[Thing, Reached]]] = {}
    for thing, way in below:
        for office in {one.pk: one for one in _answering(thing)}.values():
            found.setdefault(office, []).append((thing, way))
    return found


def _answering(thing: Thing) -> list[Office]:
    communes = Office.objects.filter(place=thing.place, kind="commune_committee", valid_to=None)
    near = offices_for("environment", thing.place)[:1] if thing.office is None else [thing.office]
    return [*near, *communes]
