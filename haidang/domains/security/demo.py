"""Events and violations of a new demo: invented, marked as simulated, of nobody."""

import random
from datetime import datetime, timedelta

from haidang.core.directory.models import Place
from haidang.core.things.models import Thing
from haidang.kernel import clock

from .book import FLOW, VIOLATIONS
from .models import OrderEvent, Violation

DAYS = 120
BUSY = {"noise": 2.4, "disorder": 1.0, "theft": 1.1, "accident": 1.5, "fire": 0.22, "rescue": 0.3, "missing": 0.25}
"""Events a day in the whole demo."""
HOURS = {"noise": 21, "disorder": 22, "theft": 2, "accident": 18, "fire": 13, "rescue": 16, "missing": 17}
TOWNS = ("ward", "commune", "special_zone")
SPREAD = 0.012
SOURCES = {"fire": "114 (mô phỏng)", "rescue": "114 (mô phỏng)"}
VIOLATIONS_MADE = 900


def fill() -> int:
    """Four months of events, and violations at every step of their way; how many rows."""
    chance = random.Random(20261122)
    places = list(Place.objects.filter(kind__in=TOWNS, valid_to=None).exclude(lon=None).order_by("key"))
    weights = [4.0 if one.kind == "ward" else 1.0 for one in places]
    return _events(chance, places, weights) + _violations(chance)


def _events(chance: random.Random, places: list[Place], weights: list[float]) -> int:
    now = clock.now()
    rows: list[OrderEvent] = []
    for back in range(DAYS, -1, -1):
        day = clock.start_of((now - timedelta(days=back)).date())
        free = 1.4 if day.weekday() >= 5 else 1.0
        for kind, busy in BUSY.items():
            for _number in range(_poisson(chance, busy * free)):
                at = day + timedelta(hours=(chance.gauss(HOURS[kind], 3.5)) % 24)
                if at < now:
                    (place,) = chance.choices(places, weights)
                    rows.append(_event(chance, kind, at, place, now, len(rows) + 1))
    return len(OrderEvent.objects.bulk_create(rows))


def _event(chance: random.Random, kind: str, at: datetime, place: Place, now: datetime, number: int) -> OrderEvent:
    ended = at + timedelta(hours=chance.uniform(1, 30))
    harmed = kind in ("accident", "fire", "rescue")
    return OrderEvent(
        code=f"VV-MP-{number:05d}", kind=kind, at=at, place=place,
        lon=round((place.lon or 0) + chance.uniform(-SPREAD, SPREAD), 5), lat=round((place.lat or 0) + chance.uniform(-SPREAD, SPREAD), 5),
        summary="Vụ việc mô phỏng", deaths=int(harmed and chance.random() < 0.05), injured=chance.choice((0, 0, 1, 1, 2)) if harmed else 0,
        damage=round(chance.uniform(5, 400)) if kind == "fire" else None, source=SOURCES.get(kind, "113 (mô phỏng)"),
        recorded_at=at, recorded_by_name="Cán bộ mô phỏng", closed_at=ended if ended < now else None,
        outcome="Đã giải quyết (mô phỏng)" if ended < now else "", is_simulated=True,
    )  # fmt: skip


def _poisson(chance: random.Random, mean: float) -> int:
    """Knuth's way; means are small here."""
    limit, product, count = 2.718281828459045**-mean, chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def _violations(chance: random.Random) -> int:
    cameras = list(Thing.objects.filter(type="camera").select_related("place").order_by("code"))
    kinds = [one for one in VIOLATIONS.values() if one.has_procedure]
    if not cameras:
        return 0
    now, rows = clock.now(), []
    for number in range(VIOLATIONS_MADE):
        age = chance.expovariate(1 / 14)
        at, camera, kind = now - timedelta(days=age), chance.choice(cameras), chance.choice(kinds)
        state = _state(chance, age)
        state_at = min(at + timedelta(days=age * chance.uniform(0.2, 0.8)), now)
        within = kind.within(state)
        final, who = FLOW.is_final(state), "" if state == FLOW.start else "Cán bộ mô phỏng"
        rows.append(Violation(
            ref=f"MP-{number:06d}", kind=kind.key, camera=camera, place=camera.place, at=at, taken_at=at, state=state,
            state_at=state_at, due_at=state_at + within if within else None, source="camera-mo-phong", by_name=who,
            checked_at=None if state == FLOW.start else state_at, ended_at=state_at if final else None, is_simulated=True,
        ))  # fmt: skip
    return len(Violation.objects.bulk_create(rows))


def _state(chance: random.Random, age: float) -> str:
    """The older, the farther on its way; some are left lying."""
    steps = ["detected", "confirmed", "noticed", "processed"]
    if age > 2 and chance.random() < 0.08:
        return "rejected"
    return steps[min(3, int(chance.uniform(0, 1.4) * age / 6))]
