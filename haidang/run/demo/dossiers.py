"""The demo's dossiers of the last weeks: invented, marked as simulated, led through the same actions as real ones."""

import random
from contextlib import suppress
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Literal

from msgspec import Struct

from haidang.core.cases import actions, clocks, queries
from haidang.core.cases.models import Case
from haidang.core.cases.opening import Someone
from haidang.core.directory.models import Office, Person, Place
from haidang.core.documents import actions as documents
from haidang.core.documents.crafts import workshop
from haidang.core.documents.models import Document
from haidang.core.files.receiving import receive
from haidang.core.payments import accounts
from haidang.core.payments import actions as payments
from haidang.core.payments.fees import Item
from haidang.core.payments.models import Bill
from haidang.core.payments.transfers import Transfer
from haidang.core.service_index import jobs as counting
from haidang.kernel import clock, strict
from haidang.kernel.action import Actor, NotPossible, system
from haidang.kernel.jobs import later
from haidang.provinces import pack
from haidang.run.demo_filling import each

from .names import somebody

WHO = system("demo")
DOMAIN = "services"
WAY = ("receive", "hand", "appraise", "propose", "submit", "sign", "hand_out")
"""Moves on the straight way, those that a flow does not have left out."""
ASKED_FOR = "Hồ sơ mô phỏng: còn thiếu bản vẽ mặt bằng, mời bạn bổ sung."
FEE, FEE_WHY = 75_000, "Mức bịa cho tỉnh trình diễn"
PAPER = "Giấy tờ mô phỏng"


class Told(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One dossier: what, where, by which way, how long ago, how far it has come, how long that took."""

    procedure: str
    place: str
    channel: Literal["online", "counter", "portal", "post"]
    applicant: str
    ago: str
    goes: str
    took: str
    phone: str = ""
    rating: int = 0


class Dossiers(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    dossiers: list[Told] = []


def fill() -> int:
    """Open them and lead them on, once, and have the index counted; how many were made. Raises ManifestError for a file that is wrong."""
    path = pack.chosen().folder / "dossiers.toml"
    chance, now = random.Random(20261122), clock.now()

    def make(one: Told) -> None:
        _led(one, clocks.hours().opens_after(now - clock.duration(one.ago)), now, chance)

    told = _read(path) if path.exists() else []
    made = each("dossiers", sorted(told, key=lambda one: -clock.duration(one.ago)), make)
    if made:
        later(counting.count_what_is_due)
    return made


def _read(path: Path) -> list[Told]:
    return strict.load(path, Dossiers).dossiers


def _led(one: Told, at: datetime, now: datetime, chance: random.Random) -> None:
    at = min(at, now)
    with clock.frozen(at):
        case = _opened(one, chance)
    received_at = min(clocks.hours().add(at, timedelta(hours=1)), now)
    steps = _moves(case, one.goes)
    done_at = min(received_at + clock.duration(one.took), now)
    for number, move in enumerate(steps):
        share = number / max(len(steps) - 1, 1)
        moment = received_at + (done_at - received_at) * share
        with clock.frozen(max(min(moment, now), at)):
            at = clock.now()
            case = _moved(case, move, one, chance)
    if one.goes == "to_sign":
        with suppress(workshop.Broke):
            for document in case.documents.filter(kind="result", state="draft"):
                documents.compose(document)
    if not case.is_open:
        Document.objects.filter(case=case, state="draft").delete()  # a slip of weeks ago is not made today
    if one.rating and not case.is_open:
        with clock.frozen(min(at + timedelta(hours=5), now)):
            actions.rate(Actor("public", case.code, "Người nộp"), case, one.rating)


def _opened(one: Told, chance: random.Random) -> Case:
    procedure = queries.procedure(DOMAIN, one.procedure)
    assert procedure is not None, one.procedure
    person = Someone(
        "applicant", name=one.applicant, phone=one.phone or f"0900{chance.randrange(10**6):06d}",
        identity=f"0790{chance.randrange(10**8):08d}",
        is_verified=one.channel in ("online", "portal"),
    )  # fmt: skip
    case = actions.open_case(
        WHO, procedure, title=procedure.name_vi, place=Place.objects.get(key=one.place), channel=one.channel, people=[person],
        is_simulated=True,
    )  # fmt: skip
    parts = [part.key for part in case.version.book.procedure.parts][:2]
    for part in parts if one.channel != "counter" or chance.random() < 0.5 else []:
        _attach(case, "part", part)
    return case


def _moves(case: Case, goes: str) -> list[str]:
    """The moves from the first state to the one it has reached."""
    if goes == "refused":
        return ["refuse"]
    known = {one.key: one for one in case.flow.moves}
    steps: list[str] = []
    for key in WAY if goes != "registered" else ():
        if key not in known:
            continue
        if goes in ("payment", "asked") and key == "appraise":
            steps.append("charge" if goes == "payment" else "ask")
            break
        steps.append(key)
        if known[key].to == goes:
            break
    return steps


def _moved(case: Case, move: str, one: Told, chance: random.Random) -> Case:
    case = Case.objects.get(pk=case.pk)
    wanted = next(each for each in case.flow.moves if each.key == move)
    if move == "appraise":
        case = _taken_up(case)
    if "result" in wanted.needs:
        return _signed(case)
    text = ASKED_FOR if move == "ask" else "Mời nộp phí theo thông báo." if move == "charge" else ""
    reason = ""
    if move == "refuse":
        text, reason = "Hồ sơ mô phỏng: không thuộc thẩm quyền.", "not_ours"
    with suppress(NotPossible):  # what else a flow may ask for leaves it where it is
        case = actions.move(somebody(case.office), case, move, text=text, reason_key=reason)
    if move == "charge":
        payments.issue(
            somebody(case.office),
            case,
            [Item(name="Phí thẩm định (mô phỏng)", unit=FEE, why=FEE_WHY)],
            when="supplement",
        )
    if move == "receive":
        _pay(case, chance)
    return case


def _signed(case: Case) -> Case:
    """Its results signed with the test seal, by the name of whoever leads the office; the last one carries the case on."""
    leads = Person.objects.filter(duties__role="team_lead", duties__office=case.office).first()
    signer = Actor("system", "demo", str(leads or case.office))
    with suppress(NotPossible, workshop.Broke):  # without Pango there are no PDFs: it waits for its signature
        for document in case.documents.filter(kind="result", state="draft"):
            documents.sign_here(signer, documents.compose(document))
    return Case.objects.get(pk=case.pk)


def _taken_up(case: Case) -> Case:
    """Into the hands of somebody of the ward, where the demo has people."""
    ward = Office.objects.filter(code=f"ubnd-{case.place.key}").first()
    if ward is not None and ward != case.office:
        case = actions.transfer(somebody(case.office), case, ward, reason="cơ quan giải quyết")
    officer = (
        Person.objects.filter(duties__office=case.office, duties__revoked_at=None, is_active=True)
        .order_by("pk")
        .first()
    )
    return actions.assign(somebody(case.office), case, officer) if officer else case


def _pay(case: Case, chance: random.Random) -> None:
    """Most of what is asked for at receipt is paid: by transfer, some in cash."""
    for bill in Bill.objects.filter(case=case, state="due"):
        if chance.random() < 0.25:
            payments.take_cash(somebody(case.office), bill, amount=bill.amount)
        elif chance.random() < 0.8 and (account := accounts.by_number(bill.bank, bill.account)):
            told = Transfer(account, f"FT{bill.code}", bill.amount, bill.memo, clock.now(), "NGUOI NOP 0000123456")
            payments.hear_bank(system("bank"), told)


def _attach(case: Case, role: str, part: str = "") -> None:
    held = receive(
        BytesIO(_paper(f"{PAPER} {case.code} {role} {part}")),
        name=f"{role}-{part or case.code}.pdf",
        data_class="personal",
    )
    with suppress(NotPossible):
        actions.attach(somebody(case.office), case, held, role=role, part=part)


def _paper(text: str) -> bytes:
    """A page that says what it is: the demo has no papers of real people."""
    import pikepdf

    page = pikepdf.new()
    page.add_blank_page(page_size=(420, 595))
    page.docinfo["/Title"] = f"SIMULATED {text}"
    buffer = BytesIO()
    page.save(buffer)
    return buffer.getvalue()
