"""How a case begins, alone or as a part of another."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_noop as msgid

from haidang.core.blocks import sender
from haidang.core.cases import (
    clocks,
    codes,
    heirs,
    log,
    opening,
    papers,
    parts,
    routing,
    stays,
    words,
)
from haidang.core.cases.models import Case, Procedure
from haidang.core.cases.opening import Someone
from haidang.core.cases.papers import Attached
from haidang.core.cases.under_way import WATCHED, changing, must_be_open, searchable, tell
from haidang.core.directory.models import Office, Place
from haidang.core.files.models import File
from haidang.core.files.receiving import Held
from haidang.kernel import clock
from haidang.kernel.action import Doing, action
from haidang.kernel.bilingual import both
from haidang.kernel.geo import Point
from haidang.kernel.given import bounded, needed
from haidang.kernel.sealing import seal


@action("case.open")
def open_case(
    do: Doing,
    procedure: Procedure,
    *,
    title: str,
    place: Place,
    text: str = "",
    point: Point | None = None,
    address: str = "",
    answers: dict[str, Any] | None = None,
    channel: str = "online",
    grade: str = "",
    people: Sequence[Someone] = (),
    files: Sequence[Held | File | Attached] = (),
    given: Sequence[parts.Given] = (),
    is_anonymous: bool = False,
    suggestion: dict[str, Any] | None = None,
    parent: Case | None = None,
    office: Office | None = None,
    code: str = "",
    is_simulated: bool = False,
    is_exercise: bool = False,
) -> Case:
    """Begin a case under the version of its procedure that is published today, and send it on its way.

    `office` goes before the routes; `given` are the papers that lie on the counter. Raises Invalid, NotPossible, KeptOut.
    """
    phone = next((one.phone for one in people if one.phone), "")
    sender.must_be_let_in(phone)
    version = opening.current_version(procedure)
    book = version.book
    place, place_then = heirs.today_of(place, point)
    way = routing.Way(office, both(msgid("được giao trực tiếp"))) if office else None
    way = way or routing.way_for(procedure, book.procedure.route, place, answers or {})
    case = Case(
        code=code or codes.new(procedure.kind, way.office, clock.day_of(do.at), is_part=parent is not None),
        sealed=seal(opening.new_secret()),
        kind=procedure.kind,
        procedure=procedure,
        version=version,
        state=book.flow.start,
        state_at=do.at,
        grade=grade or book.procedure.grade or "",
        channel=channel,
        title=needed("title", title),
        text=bounded("text", text),
        answers=answers or {},
        place=place,
        place_then=place_then,
        address=bounded("address", address, 500),
        office=way.office,
        first_office=way.office,
        why_vi=way.why.vi,
        why_en=way.why.en,
        person=next((one.person for one in people if one.person), None),
        is_anonymous=is_anonymous,
        suggestion=suggestion or {},
        parent=parent,
        opened_at=do.at,
        is_simulated=is_simulated,
        is_exercise=is_exercise,
    )
    opening.put_at(case, point)
    case.folded = searchable(case)
    case.save()
    opening.write_down(case, people, do.at)
    for file in files:
        papers.sent(do, case, file)
    parts.write_down(do, case, given)
    clocks.follow(case, do.at)
    stays.turn_over(case, do.at)
    case.save()
    log.write(do, case, "citizen", words.opened(case), for_citizen=True)
    log.write(do, case, "auto", words.routed(case, way.why), case.office, for_citizen=True)
    do.about(case)
    do.event.after = {name: getattr(case, name) for name in WATCHED}
    tell(do, case, [case.office], both(msgid("%(code)s mới"), code=case.code), case.titled)
    sender.remember(case.code, phone)
    return case


@action("case.split")
def split(do: Doing, case: Case, office: Office, *, text: str) -> Case:
    """Give a part of the work to another office as a case of its own under this one; returns the new one."""
    with changing(do, case) as parent:
        must_be_open(parent)
        what = needed("text", text)
        log.write(do, parent, "action", both(msgid("Giao một phần cho %(office)s: %(what)s"), office=office, what=what))
    return open_case(
        do.actor, parent.procedure, title=what, text=parent.text, place=parent.place, point=parent.point,
        address=parent.address, answers=parent.answers, channel="internal", grade=parent.grade, parent=parent,
        office=office, is_simulated=parent.is_simulated, is_exercise=parent.is_exercise,
    )  # fmt: skip
