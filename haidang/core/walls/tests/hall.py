"""A small province with a screen for the whole and one for a ward."""

from dataclasses import dataclass
from datetime import datetime

from haidang.core.directory.tests import small_province
from haidang.core.walls import actions
from haidang.core.walls.models import Screen
from haidang.kernel.action import Actor
from haidang.kernel.clock import HO_CHI_MINH

NINE = datetime(2026, 11, 21, 9, tzinfo=HO_CHI_MINH)


@dataclass
class Hall:
    hd: small_province.SmallProvince
    lead: Actor
    officer: Actor
    administrator: Actor
    big: Screen
    small: Screen


def build() -> Hall:
    hd = small_province.build()
    administrator = hd.officer("administrator", hd.centre, hd.province)
    add = {"office": hd.centre}
    return Hall(
        hd,
        lead=hd.officer("shift_lead", hd.centre, hd.province),
        officer=hd.officer("duty_officer", hd.centre, hd.province),
        administrator=administrator,
        big=actions.add(administrator, code="phong-truc", name="Phòng trực", place=hd.province, **add),
        small=actions.add(administrator, code="phuong", name="Phường Vũng Tàu", place=hd.here, **add),
    )
