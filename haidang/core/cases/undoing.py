"""Taking back what was done by mistake: a transfer, as long as nobody has gone on with the case; a merge."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Office, Person, Place
from haidang.kernel.action import Doing, NotPossible, action
from haidang.kernel.bilingual import both, names

from . import clocks, log, papers, routing, stays
from .models import Case
from .under_way import changing, must_be_as_seen, must_be_open, tell


@dataclass(frozen=True, slots=True)
class Before:
    """A case as it lay with an office. Permission is asked about it there: whoever gave it away may not see it any more."""

    case: Case
    office: Office
    officer: Person | None
    place: Place

    kind_name = "case"

    @property
    def data_class(self) -> str:
        return self.case.data_class

    @property
    def scope_place(self) -> str:
        return self.place.path

    @property
    def scope_office(self) -> str:
        return self.office.code

    @property
    def scope_matter(self) -> str:
        return self.case.kind


def kept(case: Case) -> dict[str, int | None]:
    """Where a case lies, fit for JSON, for `before` to read after it has been handed on."""
    return {"case": case.pk, "office": case.office_id, "officer": case.officer_id, "place": case.place_id}


def before(known: dict[str, int | None]) -> Before | None:
    """What `kept` kept; None when one of them is no more."""
    case = Case.objects.filter(pk=known["case"] or 0).first()
    office = Office.objects.filter(pk=known["office"] or 0).select_related("place").first()
    place = Place.objects.filter(pk=known["place"] or 0).first()
    if case is None or office is None or place is None:
        return None
    return Before(case, office, Person.objects.filter(pk=known["officer"] or 0).first(), place)


@action("case.take_back")
def take_back(do: Doing, one: Before, *, seen: str) -> Case:
    """Undo one's own transfer: the case lies again where it lay. `seen` as in assign. Raises NotPossible."""
    with changing(do, one.case) as case:
        must_be_open(case)
        must_be_as_seen(case, seen)
        _must_be_ones_own(do, case, one.office)
        wrong = case.office
        routing.hand_to(case, routing.Way(one.office, both(msgid("lấy lại, đã chuyển nhầm"))))
        case.officer, case.place = one.officer, one.place
        papers.hand_over(do, case)
        stays.turn_over(case, do.at)
        text = both(msgid("Lấy lại từ %(office)s, đã chuyển nhầm"), office=names(wrong))
        log.write(do, case, "action", text, wrong, for_citizen=True)
        tell(do, case, [wrong], both(msgid("%(code)s chuyển nhầm"), code=case.code), text)
    return case


def _must_be_ones_own(do: Doing, case: Case, office: Office) -> None:
    """The last that happened to it is that this actor sent it away from the office."""
    last = case.lines.order_by("-pk").first()
    stay = case.stays.exclude(ended_at=None).order_by("-ended_at", "-pk").first()
    if last is None or last.actor != str(do.actor) or stay is None or stay.office_id != office.pk:
        raise NotPossible(_("Đã có người làm tiếp %(code)s; chuyển lại bằng một lần chuyển mới.") % {"code": case.code})


@action("case.unmerge")
def unmerge(do: Doing, case: Case) -> Case:
    """A case that was merged by mistake goes on by itself, its clocks as if they had never stopped. Raises NotPossible."""
    with changing(do, case) as case:
        if case.merged_into_id is None or case.ended_at is None:
            raise NotPossible(_("%(code)s không gộp vào hồ sơ nào.") % {"code": case.code})
        target = Case.objects.select_for_update(of=("self",)).get(pk=case.merged_into_id)
        merged_at, case.merged_into, case.ended_at = case.ended_at, None, None
        clocks.go_on(case, merged_at, do.at)
        stays.turn_over(case, do.at)
        target.supporters = max(0, target.supporters - 1 - case.supporters)
        target.save(update_fields=["supporters"])
        log.write(
            do,
            case,
            "action",
            both(msgid("Tách khỏi %(code)s, đã gộp nhầm"), code=target.code),
            target,
            for_citizen=True,
        )
        log.write(do, target, "action", both(msgid("Tách %(code)s ra, đã gộp nhầm"), code=case.code), case)
        tell(do, case, [case.office], both(msgid("%(code)s tách ra, làm tiếp"), code=case.code), case.titled)
    return case
