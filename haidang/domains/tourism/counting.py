"""What is counted of each night: from declarations, or from the numbers that a hotel's software sends. No names here."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q
from django.db.models.expressions import ExpressionWrapper
from django.db.models.fields import DateField

from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import Actor, system

from .models import Night, Stay
from .rules_of_stay import FACTS, night_of

SENDER = Sender("tourism", source="lodging_typed")
WHO = system("tourism")
COUNTED = {"guests_tonight": "guests", "guests_foreign": "foreign"}


def count_anew(
    lodging: Thing, nights: Iterable[date], *, rooms_used: int | None = None, close: bool = False
) -> list[Night]:
    """Write what is declared of some nights of a lodging, and send the newest into its series."""
    made = [_counted(lodging, night, rooms_used, close) for night in sorted(nights)]
    _send(lodging, made)
    return made


def _counted(lodging: Thing, night: date, rooms_used: int | None, close: bool) -> Night:
    first = night - timedelta(days=FACTS.most_nights.value)
    staying = Stay.objects.filter(lodging=lodging, voided_at=None, night__gt=first, night__lte=night)
    leaves = ExpressionWrapper(F("night") + F("nights"), output_field=DateField())
    found = staying.annotate(leaves=leaves).filter(leaves__gt=night).aggregate(
        guests=Count("pk"), foreign=Count("pk", filter=Q(is_foreign=True)),
        in_time=Count("pk", filter=Q(night=night, is_in_time=True)), simulated=Count("pk", filter=Q(is_simulated=True)),
    )  # fmt: skip
    one = Night.objects.filter(lodging=lodging, night=night).first() or Night(lodging=lodging, night=night)
    one.guests, one.foreign, one.in_time = found["guests"], found["foreign"], found["in_time"]
    one.how, one.at = "declared", clock.now()
    one.is_simulated = bool(found["simulated"]) or (one.is_simulated and not found["guests"])
    one.is_closed = one.is_closed or close
    one.rooms_used = one.rooms_used if rooms_used is None else rooms_used
    one.save()
    return one


def _send(lodging: Thing, nights: list[Night]) -> None:
    """The newest night that has begun, as readings of the lodging."""
    begun = [one for one in nights if one.night <= night_of(clock.now())]
    if not begun:
        return
    last, now = begun[-1], clock.now()
    rooms = lodging.fields.get("rooms")
    values: dict[str, float] = {"guests_tonight": last.guests, "guests_foreign": last.foreign or 0}
    if last.rooms_used is not None and rooms:
        values |= {"rooms_free": rooms - last.rooms_used, "room_use": 100 * last.rooms_used / rooms}
    record(SENDER, [Reading(lodging.code, key, now, float(value)) for key, value in values.items()])


def gather(day: date, actor: Actor = WHO) -> int:
    """Take the numbers that software sent of the night that ended in the morning of `day`; how many lodgings.

    What a lodging declared goes before what its software sent.
    """
    night = day - timedelta(days=1)
    since, until = _span(day)
    made = 0
    declared = set(Night.objects.filter(night=night, how="declared").values_list("lodging__code", flat=True))
    there = {one.code: one for one in Thing.objects.filter(type="lodging", state="active").select_related("source")}
    for code, values in _sent(actor, since, until).items():
        lodging = there.get(code)
        if lodging is None or code in declared or "guests_tonight" not in values:
            continue
        rooms, use = lodging.fields.get("rooms"), values.get("room_use")
        Night.objects.update_or_create(
            lodging=lodging, night=night,
            defaults={
                "guests": round(values["guests_tonight"]), "how": "counted", "is_closed": True, "at": clock.now(),
                "foreign": round(values["guests_foreign"]) if "guests_foreign" in values else None,
                "rooms_used": round(rooms * use / 100) if rooms and use is not None else None,
                "is_simulated": bool(lodging.source and lodging.source.is_simulated),
            },
        )  # fmt: skip
        made += 1
    return made


def _span(day: date) -> tuple[datetime, datetime]:
    """From the evening before to noon: when a count of the night comes."""
    midnight = clock.start_of(day)
    return midnight - timedelta(hours=6), midnight + timedelta(hours=12)


def _sent(actor: Actor, since: datetime, until: datetime) -> dict[str, dict[str, float]]:
    """The newest value of each series of each lodging that was measured in a span."""
    found: dict[str, dict[str, float]] = {}
    for key in ("guests_tonight", "guests_foreign", "room_use"):
        for one in telemetry.latest(actor, series=key, domain="tourism").of(types=["lodging"]):
            if since <= one.at < until and one.quality == 0:
                found.setdefault(one.named.thing, {})[key] = one.value
    return found
