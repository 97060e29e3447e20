"""Permits of a new demo: invented, marked as simulated, registered as real ones are."""

import random
from datetime import date, timedelta

from haidang.core.directory.models import Office
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import system

from . import actions
from .models import Permit

WHO = system("demo")
OFFICE = "so-nnmt"
AMOUNTS = {
    "mining": (60_000, 450_000),
    "surface_water": (8_000, 120_000),
    "environment": (800, 9_000),
    "sea_area": (4, 60),
}
KINDS = {
    "mine": "mining",
    "water_intake": "surface_water",
    "wastewater_station": "environment",
    "fish_cages": "sea_area",
}
ENDS = (-40, 25, 80, 400, 900, 1500)
"""Days from today: one has ended, two end soon."""


def fill() -> int:
    """A permit for each mine, intake, outfall and cage site, with what was taken this year; how many."""
    office = Office.objects.filter(code=OFFICE).first()
    if office is None:
        return 0
    chance = random.Random(20261122)
    made = 0
    for thing in Thing.objects.filter(type__in=KINDS, state="active").select_related("place").order_by("type", "code"):
        permit = _permit(chance, thing, office, ENDS[made % len(ENDS)], made + 1)
        _taken(chance, permit)
        made += 1
    return made


def _permit(chance: random.Random, thing: Thing, office: Office, ends: int, number: int) -> Permit:
    kind = KINDS[thing.type]
    until = clock.today() + timedelta(days=ends)
    since = date(until.year - 5, until.month, min(until.day, 28))
    least, most = AMOUNTS[kind]
    return actions.add_permit(
        WHO, place=thing.place, office=office, thing=thing, kind=kind, code=f"{number:02d}/MP-{since.year}",
        holder=str(thing.fields.get("holder") or "Đơn vị được cấp phép (hư cấu)"), what=thing.name_vi, issued_on=since,
        valid_from=since, valid_to=until, amount=float(round(chance.uniform(least, most))),
        issued_by="Ủy ban nhân dân tỉnh (mô phỏng)", source="Sổ giấy phép mô phỏng", is_simulated=True,
    )  # fmt: skip


def _taken(chance: random.Random, permit: Permit) -> None:
    """What is said of each month of this year; an area is not used up."""
    if permit.kind == "sea_area" or permit.amount is None:
        return
    today, share = clock.today(), chance.uniform(0.55, 1.12)
    for month in range(1, today.month):
        whole = permit.amount / 12 if permit.kind == "mining" else permit.amount * 30
        actions.note_taken(
            WHO,
            permit,
            month=date(today.year, month, 1),
            amount=float(round(whole * share * chance.uniform(0.85, 1.15))),
        )
