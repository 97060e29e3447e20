"""The demo's directives: invented, marked as simulated, given and reported on through the same actions as real ones."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Literal

from msgspec import Struct

from haidang.core.brief.actions import compose
from haidang.core.brief.models import Brief
from haidang.core.directives import actions, queries
from haidang.core.directives.about import About, Unseen, resolve
from haidang.core.directives.models import Directive, Part
from haidang.core.directives.order import Order
from haidang.core.directory.models import Office, Person
from haidang.core.files.receiving import Held, receive
from haidang.kernel import clock, strict
from haidang.kernel.action import Actor, system
from haidang.provinces import pack
from haidang.run.demo_filling import each

from .names import somebody

LEADER, SECRETARY = "lanhdao", "thuky"
PROOF_SIZE = (480, 300)


class Said(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    percent: int
    text: str


class Told(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One directive: what, about which number (kind:key), who, how long ago, due how long after, and how far it has come."""

    sentence: str
    lead: str
    ago: str
    due: str
    goes: Literal["draft", "given", "doing", "to_check"]
    about: str = ""
    beside: list[str] = []
    reports: list[Said] = []


class Directives(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    directives: list[Told] = []


def fill() -> int:
    """Give them and let offices report, once; how many were made. Raises ManifestError for a file that is wrong."""
    path = pack.chosen().folder / "directives.toml"
    told = strict.load(path, Directives).directives if path.exists() else []
    now = clock.now()
    return each("directives", sorted(told, key=lambda one: -clock.duration(one.ago)), lambda one: _make(one, now))


def first_brief() -> None:
    """Nobody waits for the next morning to see one."""
    if not Brief.objects.exists():
        compose(system("brief"))


def _make(one: Told, now: datetime) -> None:
    leader = Person.objects.filter(account=LEADER).first()
    lead = Office.objects.filter(code=one.lead).select_related("place").first()
    if leader is None or lead is None:
        return
    at = now - clock.duration(one.ago)
    about = _about(one, leader.as_actor())
    with clock.frozen(at):
        order = Order(
            one.sentence, lead, (at + clock.duration(one.due)).date(), about=about,
            beside=list(Office.objects.filter(code__in=one.beside)),
        )  # fmt: skip
        if one.goes == "draft":
            actions.prepare(_secretary(leader), order, leader, is_simulated=True)
            return
        directive = actions.give(leader.as_actor(), order, is_simulated=True)
    _report(one, directive, lead, at, now)


def _report(one: Told, directive: Directive, lead: Office, at: datetime, now: datetime) -> None:
    """Its reports, spread over the time since; the last is the end where it waits for approval."""
    part = queries.parts(directive)[0]
    for number, said in enumerate(one.reports, 1):
        moment = min(at + number * (now - at) / (len(one.reports) + 1), now - timedelta(minutes=1))
        with clock.frozen(moment):
            _say(one, part, lead, said, is_last=number == len(one.reports))


def _say(one: Told, part: Part, lead: Office, said: Said, *, is_last: bool) -> None:
    if is_last and one.goes == "to_check":
        actions.finish(somebody(lead), part, text=said.text, files=[_proof(part)])
    else:
        actions.report(somebody(lead), part, percent=said.percent, text=said.text)


def _about(one: Told, actor: Actor) -> About | None:
    """The number as the demo has it now; none where it has none."""
    kind, _colon, key = one.about.partition(":")
    try:
        return resolve(actor, kind, key) if key else None
    except Unseen:
        return None


def _secretary(leader: Person) -> Actor:
    found = Person.objects.filter(account=SECRETARY).first()
    return (found or leader).as_actor()


def _proof(part: Part) -> Held:
    """A plain drawing that says what it is."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", PROOF_SIZE, (150, 160, 165))
    ImageDraw.Draw(picture).text((20, 20), f"SIMULATED - {part.directive.code}", fill="white")
    body = BytesIO()
    picture.save(body, "JPEG", quality=80)
    body.seek(0)
    return receive(body, name=f"{part.directive.code}-minh-chung.jpg", data_class="internal")
