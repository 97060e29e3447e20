"""What lodgings declared becomes indicators by commune and day. What is simulated is left to the simulator of figures."""

from collections.abc import Iterable
from datetime import date

from haidang.core.indicators.actions import Entry
from haidang.core.indicators.bringing.pushing import push
from haidang.core.indicators.bringing.taking import Given
from haidang.core.things.models import Thing
from haidang.kernel.action import Actor, system

from .models import Night

WHO = system("tourism")
LABEL = "Khai báo lưu trú"


def feed(nights: Iterable[date], actor: Actor = WHO) -> int:
    """Send the counts of these nights; how many figures were taken."""
    given = [one for night in nights for one in figures(night)]
    if not given:
        return 0
    pushed = push(
        actor,
        Entry(None),
        given,
        whole=False,
        label=LABEL,
        source_text="Khai báo của cơ sở lưu trú, đếm không kèm danh tính",
    )
    return len(given) - len({one.at for one in pushed.problems})


def figures(night: date) -> list[Given]:
    """Guests, rooms and who declared, of each commune with lodgings that are not simulated."""
    lodgings: dict[str, list[Thing]] = {}
    real = Thing.objects.filter(type="lodging", state="active").exclude(source__is_simulated=True)
    for one in real.select_related("place"):
        lodgings.setdefault(one.place.key, []).append(one)
    said = {one.lodging_id: one for one in Night.objects.filter(night=night, is_simulated=False)}
    return [figure for key, every in sorted(lodgings.items()) for figure in _of_place(key, night, every, said)]


def _of_place(key: str, night: date, lodgings: list[Thing], said: dict[int, Night]) -> list[Given]:
    """Sums over the lodgings that said, beside the share of them; a part (foreign, rooms) only where all of those gave it."""
    known = [said[one.pk] for one in lodgings if one.pk in said]
    note = "khai báo lưu trú"
    values: dict[str, float] = {
        "tourism.rooms": sum(float(one.fields.get("rooms") or 0) for one in lodgings),
        "tourism.declaring_share": 100 * len(known) / len(lodgings),
    }
    if known:
        values["tourism.guests"] = sum(one.guests for one in known)
        values["security.residence_notices"] = sum(one.guests for one in known)
    if known and all(one.foreign is not None for one in known):
        foreign = sum(one.foreign or 0 for one in known)
        values |= {"tourism.guests_foreign": foreign, "tourism.guests_domestic": values["tourism.guests"] - foreign}
    if known and all(one.rooms_used is not None for one in known):
        values["tourism.rooms_sold"] = sum(one.rooms_used or 0 for one in known)
    return [Given(code, key, night.isoformat(), float(value), note) for code, value in values.items()]
