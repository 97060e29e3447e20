"""The demo's reports of the last days: invented, marked as simulated, led through the same actions as real ones."""

import random
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from msgspec import Struct

from haidang.core.cases import actions, clocks, queries
from haidang.core.cases.answering import title_of
from haidang.core.cases.models import Case
from haidang.core.directory.models import Office, Place
from haidang.core.files.receiving import Held, receive
from haidang.kernel import clock, strict
from haidang.kernel.action import PUBLIC, Actor
from haidang.kernel.geo import Point
from haidang.provinces import pack
from haidang.run.demo_filling import each

from .names import somebody

SPREAD = 0.008
"""Degrees around the middle of a commune."""
WAY = {"new": "", "accepted": "accept", "handling": "handle", "to_check": "finish", "answered": "answer"}
PICTURE = (480, 360)
CALM = "normal"
"""What has been taken up already is not urgent: the demo begins without incidents."""


class Told(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One report: what, where, how long ago, and how far it has come (a state of its flow)."""

    category: str
    place: str
    text: str
    address: str = ""
    ago: str
    goes: str
    answer: str = ""
    rating: int = 0


class Reports(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    reports: list[Told] = []


def fill() -> int:
    """Open them and lead them on, once; how many were made. Raises ManifestError for a file that is wrong."""
    path = pack.chosen().folder / "cases.toml"
    chance, now = random.Random(20261122), clock.now()

    def make(one: Told) -> None:
        at = now - clock.duration(one.ago)
        with clock.frozen(at):
            case = _opened(one, chance)
        _lead_on(case, one, at, now)

    told = _read(path) if path.exists() else []
    return each("reports", sorted(told, key=lambda one: -clock.duration(one.ago)), make)


def _read(path: Path) -> list[Told]:
    return strict.load(path, Reports).reports


def _opened(one: Told, chance: random.Random) -> Case:
    place = Place.objects.get(key=one.place)
    procedure = queries.procedure("reports", one.category)
    assert procedure is not None, one.category
    middle = Point(place.lon or 0, place.lat or 0)
    point = Point(
        round(middle.lon + chance.uniform(-SPREAD, SPREAD), 6), round(middle.lat + chance.uniform(-SPREAD, SPREAD), 6)
    )
    return actions.open_case(
        PUBLIC, procedure, title=title_of(one.text, one.text), text=one.text, place=place, point=point,
        address=one.address, grade="" if one.goes == "new" else CALM, is_anonymous=True, is_simulated=True,
    )  # fmt: skip


def _lead_on(case: Case, one: Told, at: datetime, now: datetime) -> None:
    """Through the moves up to the state it has reached, an hour or more of office time apart."""
    for move in _moves(one.goes):
        at = min(clocks.hours().add(at, timedelta(hours=1, minutes=20)), now)
        with clock.frozen(at):
            if move == "finish":
                actions.attach(somebody(case.office), case, _picture(case), role="after")
            reason = "false" if move == "refuse" else ""
            text = (
                one.answer or "Xin cho biết rõ hơn vị trí và thời điểm." if move in ("finish", "refuse", "ask") else ""
            )
            case = actions.move(somebody(case.office), case, move, text=text, reason_key=reason)
    if case.state == "answered":
        with clock.frozen(min(at + timedelta(hours=2), now)):
            actions.publish(somebody(_centre(case)), case)
            if one.rating:
                actions.rate(Actor("public", case.code, "Người gửi"), case, one.rating)


def _centre(case: Case) -> Office:
    """Results are checked at the centre before everybody sees them."""
    return Office.objects.filter(kind="centre", code="ioc").first() or case.office


def _moves(goes: str) -> list[str]:
    if goes in ("refused", "asked"):
        return ["refuse" if goes == "refused" else "ask"]
    states = list(WAY)
    return [WAY[state] for state in states[1 : states.index(goes) + 1]]


def _picture(case: Case) -> Held:
    """A plain drawing that says what it is: the demo has no photographs of real places."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", PICTURE, (120 + case.pk * 7 % 60, 150, 140))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 250, *PICTURE), fill=(95, 100, 104))
    pen.text((20, 20), f"SIMULATED - {case.code}", fill="white")
    body = BytesIO()
    picture.save(body, "JPEG", quality=80)
    body.seek(0)
    return receive(body, name=f"{case.code}-sau.jpg", data_class="internal")
