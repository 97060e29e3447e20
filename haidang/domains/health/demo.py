"""Lots of medicines and vaccines for a new demo: invented, marked as simulated, taken in as real ones are."""

import random
from datetime import timedelta

from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import system

from . import stocks
from .catalogue import ITEMS

ACTOR = system("demo")
SHORT, EXPIRING = ("rabies", 5.0), ("opv", 20)
"""In the first store: an item with stock for so many days; one whose oldest lot expires in so many."""
USE = {"vaccine": (6.0, 40.0), "medicine": (60.0, 900.0)}


def fill() -> int:
    """Two lots of each item in each store; how many lots."""
    chance, made = random.Random(20261122), 0
    for number, store in enumerate(Thing.objects.filter(type=stocks.STORE).order_by("code")):
        for item in ITEMS.values():
            use = round(chance.uniform(*USE[item.kind]))
            for lot in (1, 2):
                days = chance.uniform(18, 45)
                open_ = round(chance.uniform(90, 240) * lot)
                if number == 0 and item.key == SHORT[0]:
                    days = SHORT[1] / 2
                if number == 0 and item.key == EXPIRING[0] and lot == 1:
                    days, open_ = 60.0, EXPIRING[1]
                stocks.receive(
                    ACTOR, store, item.key, f"{item.key[:3].upper()}{chance.randint(2401, 2612)}{lot}",
                    quantity=float(round(days * use)), daily_use=float(use),
                    expires_on=clock.today() + timedelta(days=open_), is_simulated=True,
                )  # fmt: skip
                made += 1
    stocks.tell()
    return made
