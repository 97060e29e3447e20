"""Nights and guests of a new demo: invented, marked as simulated, through the same actions as real ones."""

import random
from datetime import timedelta

from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import system

from . import actions
from .actions import Guest
from .models import Host, Night

WHO = system("demo")
BACK = 60
DECLARED = "demo_lodging_declared"
FAMILY, MIDDLE = ("Nguyễn", "Trần", "Lê", "Phạm", "Võ"), ("Văn", "Thị", "Minh", "Ngọc")
GIVEN = ("Thử", "Mẫu", "Ví Dụ", "Giả Định")
FOREIGN = (("DEU", "MUSTER ERIKA"), ("KOR", "GA SANG"), ("GBR", "SAMPLE ALEX"))


def fill() -> int:
    """Sixty nights of counts for all lodgings, and tonight's guests of some that declare by form; how many nights."""
    chance = random.Random(20261122)
    made = _nights(chance)
    for lodging in Thing.objects.filter(type="lodging", source__key=DECLARED).order_by("code")[:4]:
        host, _key = actions.admit(WHO, lodging)
        _declare(host, chance)
    return made


def _nights(chance: random.Random) -> int:
    tonight = clock.today()
    rows = []
    for lodging in Thing.objects.filter(type="lodging").order_by("code"):
        rooms, mood = int(lodging.fields.get("rooms") or 20), chance.uniform(0.36, 0.58)
        for back in range(BACK, 0, -1):
            night = tonight - timedelta(days=back)
            free = 1.45 if night.weekday() in (4, 5) else 1.0
            used = min(rooms, round(rooms * mood * free * chance.uniform(0.8, 1.15)))
            guests = round(used * chance.uniform(1.7, 2.1))
            rows.append(Night(
                lodging=lodging, night=night, guests=guests, foreign=round(guests * chance.uniform(0.02, 0.16)),
                rooms_used=used, how="declared" if lodging.source and lodging.source.key == DECLARED else "counted",
                is_closed=True, at=clock.start_of(night) + timedelta(hours=22), is_simulated=True,
            ))  # fmt: skip
    return len(Night.objects.bulk_create(rows, ignore_conflicts=True))


def _declare(host: Host, chance: random.Random) -> None:
    guests = []
    for number in range(chance.randint(3, 7)):
        nation, name = (
            FOREIGN[number % 3]
            if number % 4 == 3
            else ("VNM", f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}")
        )
        is_own = nation == "VNM"
        guests.append(Guest(
            name=name, kind="citizen_card" if is_own else "passport", nationality=nation,
            number=f"000{chance.randint(0, 10**9 - 1):09d}" if is_own else f"X{chance.randint(10**7, 10**8 - 1)}",
            room=str(101 + number), nights=chance.randint(1, 3),
        ))  # fmt: skip
    actions.declare(actions.actor_of(host), host, guests, is_simulated=True)
