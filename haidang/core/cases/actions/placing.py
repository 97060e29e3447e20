"""What a case is and who holds it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import clocks, log, opening, papers, routing, stays, urgent, words
from haidang.core.cases.models import Case, Procedure
from haidang.core.cases.under_way import changing, must_be_as_seen, must_be_in, must_be_open, tell
from haidang.core.directory.models import Office, Person
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both
from haidang.kernel.given import needed


@action("case.sort")
def sort(
    do: Doing, case: Case, procedure: Procedure, *, grade: str = "", office: Office | None = None, seen: str = ""
) -> Case:
    """Say what it is: its procedure (of the same kind), its grade, and by them (or by name) its office."""
    with changing(do, case) as case:
        must_be_open(case)
        must_be_in(case, seen)
        if procedure.kind != case.kind:
            raise Invalid("procedure", _("Chọn một loại cùng nhóm với hồ sơ này."), procedure.key)
        if procedure.pk != case.procedure_id:
            case.procedure, case.version = procedure, opening.current_version(procedure)
            if case.state not in {one.key for one in case.flow.states}:
                raise NotPossible(_("Loại này đi theo quy trình khác; mở hồ sơ mới."))
        case.grade = _known_grade(case, grade)
        before = case.office
        way = routing.way_for(case.procedure, case.version.book.procedure.route, case.place, case.answers)
        way = routing.Way(office, both(msgid("người phân loại chọn"))) if office else way
        log.write(do, case, "action", words.sorted_as(case), for_citizen=True)
        if way.office != before:
            routing.hand_to(case, way)
            papers.hand_over(do, case)
            log.write(do, case, "action", words.routed(case, way.why), case.office, for_citizen=True)
            tell(do, case, [case.office], both(msgid("%(code)s chuyển đến"), code=case.code), case.titled)
        clocks.rate_anew(case, do.at)
        clocks.follow(case, do.at)
        stays.turn_over(case, do.at)
        urgent.tell(do, case)
    return case


def _known_grade(case: Case, grade: str) -> str:
    if grade and case.version.book.grade(grade) is None:
        raise Invalid("grade", _("Chọn một mức trong danh mục."), grade)
    return grade or case.grade


@action("case.assign")
def assign(do: Doing, case: Case, officer: Person | None, *, seen: str = "") -> Case:
    """Give it to somebody of the office that holds it, or to nobody in particular.

    `seen` (under_way.mark_of) is how the actor saw it: whoever comes second is told. "" does not ask.
    """
    with changing(do, case) as case:
        must_be_open(case)
        must_be_as_seen(case, seen)
        if officer is not None and not officer.duties.filter(office=case.office, revoked_at=None).exists():
            raise Invalid("officer", _("Chọn người làm việc ở %(office)s.") % {"office": case.office}, str(officer))
        case.officer = officer
        stays.turn_over(case, do.at)
        log.write(do, case, "action", words.given_to(officer), officer)
        tell(do, case, [officer], both(msgid("Giao %(code)s"), code=case.code), case.titled)
    return case


@action("case.transfer")
def transfer(do: Doing, case: Case, office: Office, *, reason: str, seen: str = "") -> Case:
    """Hand it over to another office, with the reason why it is theirs. `seen` as in assign."""
    with changing(do, case) as case:
        must_be_open(case)
        must_be_as_seen(case, seen)
        if office == case.office:
            raise Invalid("office", _("Hồ sơ đang ở cơ quan này."), office.code)
        text = words.transferred(case.office, office, needed("reason", reason))
        routing.hand_to(case, routing.Way(office, text))
        papers.hand_over(do, case)
        stays.turn_over(case, do.at)
        log.write(do, case, "action", text, office, for_citizen=True)
        tell(do, case, [office], both(msgid("%(code)s chuyển đến"), code=case.code), text)
    return case
