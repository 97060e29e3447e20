"""What offices do about a directive, and what whoever gave it says to that."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import clocks, log, moving, papers
from haidang.core.cases.models import Case, Paper
from haidang.core.cases.needs import Given
from haidang.core.cases.under_way import changing, must_be_open
from haidang.core.directory.queries import person_of
from haidang.core.files.models import File
from haidang.core.files.receiving import Held
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both, names, same
from haidang.kernel.given import needed

from . import facts
from .models import Directive, Part, Report
from .order import due_in_reach
from .telling import ORDERED, doing_side, everybody, giving_side, tell

PROOF = "proof"
WHOLE = 100
Files = Sequence[Held | File]


@contextmanager
def _going_on(do: Doing, directive: Directive) -> Iterator[tuple[Directive, Case]]:
    """The directive and its case, locked and fresh. Raises NotPossible for one that was never given, or has ended."""
    rows = Directive.objects.select_for_update(of=("self",)).select_related(
        "giver", "prepared_by", "leader", "lead_office__place"
    )
    fresh = rows.get(pk=directive.pk)
    if fresh.case_id is None:
        raise NotPossible(_("%(code)s chưa được ký.") % {"code": fresh.code})
    with changing(do, Case(pk=fresh.case_id)) as case:
        must_be_open(case)
        yield fresh, case
    do.event.facts["directive"] = fresh.code


@action("directive.report")
def report(do: Doing, part: Part, *, percent: int, text: str, files: Files = ()) -> Report:
    """An office says how far it is, in words, with proof. Raises Invalid, NotPossible."""
    with _going_on(do, part.directive) as (directive, case):
        if case.state == "to_check":
            raise NotPossible(_("%(code)s đang chờ duyệt kết quả.") % {"code": case.code})
        if not 0 <= percent <= WHOLE:
            raise Invalid("percent", _("Từ 0 đến 100."), percent)
        made = _reported(do, part, case, percent, needed("text", text), files)
        if case.state == case.flow.start:
            moving.take(do, case, "begin", Given(), by_citizen=False)
        if part.leads:
            directive.percent = percent
            directive.save(update_fields=["percent"])
        title = both(msgid("%(code)s: %(office)s báo tiến độ %(percent)s %%"), code=case.code, office=names(part.office),
                     percent=percent)  # fmt: skip
        tell(
            do,
            directive,
            [*giving_side(directive), *([] if part.leads else [directive.lead_office])],
            title,
            same(text),
        )
    return made


@action("directive.finish")
def finish(do: Doing, part: Part, *, text: str, files: Files = ()) -> Report:
    """The lead office says that it is carried out, with proof, and sends it to be approved. Raises Invalid, NotPossible."""
    with _going_on(do, part.directive) as (directive, case):
        if not part.leads:
            raise NotPossible(_("Cơ quan chủ trì báo hoàn thành; cơ quan phối hợp báo tiến độ phần mình."))
        if not files and not case.papers.filter(role=PROOF).exists():
            raise Invalid("proof", _("Gửi kèm ít nhất một tệp minh chứng."))
        made = _reported(do, part, case, WHOLE, needed("text", text), files)
        why = Given(reason=_("chờ người giao duyệt"))
        moving.take(do, case, "finish", why, by_citizen=False)
        directive.percent = WHOLE
        directive.save(update_fields=["percent"])
        title = both(msgid("%(code)s chờ duyệt kết quả"), code=case.code)
        tell(do, directive, giving_side(directive), title, same(directive.sentence), severity=ORDERED)
    return made


def _reported(do: Doing, part: Part, case: Case, percent: int, text: str, files: Files) -> Report:
    kept: list[Paper] = [papers.add(do, case, one, PROOF) for one in files]
    made = Report.objects.create(
        part=part, by=person_of(do.actor), by_name=do.actor.name, at=do.at, percent=percent, text=text
    )
    made.papers.set(kept)
    part.percent, part.reported_at = percent, do.at
    part.save(update_fields=["percent", "reported_at"])
    line = both(msgid("%(office)s: %(percent)s %% – %(text)s"), office=names(part.office), percent=percent, text=text)
    log.write(do, case, "note", line)
    return made


@action("directive.approve")
def approve(do: Doing, directive: Directive, *, text: str = "") -> Directive:
    """Whoever gave it is content: it is carried out. Raises NotPossible."""
    with _going_on(do, directive) as (fresh, case):
        moving.take(do, case, "approve", Given(text=text.strip()), by_citizen=False)
        tell(do, fresh, everybody(fresh), both(msgid("%(code)s hoàn thành"), code=case.code), same(text.strip()))
    return fresh


@action("directive.return")
def send_back(do: Doing, directive: Directive, *, reason: str) -> Directive:
    """It is not done, or not proven: the lead office goes on. Raises NotPossible, Invalid."""
    with _going_on(do, directive) as (fresh, case):
        moving.take(do, case, "send_back", Given(reason=needed("reason", reason)), by_citizen=False)
        title = both(msgid("%(code)s bị trả lại"), code=case.code)
        tell(do, fresh, doing_side(fresh), title, same(reason.strip()), severity=ORDERED)
    return fresh


@action("directive.withdraw")
def withdraw(do: Doing, directive: Directive, *, reason: str) -> Directive:
    with _going_on(do, directive) as (fresh, case):
        moving.take(do, case, "withdraw", Given(reason=needed("reason", reason)), by_citizen=False)
        tell(do, fresh, everybody(fresh), both(msgid("%(code)s đã rút"), code=case.code), same(reason.strip()))
    return fresh


@action("directive.postpone")
def postpone(do: Doing, directive: Directive, due_on: date, *, reason: str) -> Directive:
    """Whoever gave it allows more time; the first day stays on record. Raises Invalid, NotPossible."""
    with _going_on(do, directive) as (fresh, case):
        why = needed("reason", reason)
        if due_on <= fresh.due_on:
            raise Invalid("due_on", _("Chọn ngày sau %(day)s.") % {"day": f"{fresh.due_on:%d/%m/%Y}"}, due_on)
        due_in_reach(due_on)
        clocks.extend(case, do.at, "", _by(case, fresh.due_on, due_on), why)
        fresh.due_on = due_on
        fresh.save(update_fields=["due_on"])
        case.answers = case.answers | {facts.DUE: due_on.isoformat()}
        line = both(msgid("Lùi hạn đến %(day)s: %(why)s"), day=f"{due_on:%d/%m/%Y}", why=why)
        log.write(do, case, "action", line)
        title = both(msgid("%(code)s lùi hạn đến %(day)s"), code=case.code, day=f"{due_on:%d/%m/%Y}")
        tell(do, fresh, everybody(fresh), title, same(why))
    return fresh


def _by(case: Case, before: date, after: date) -> str:
    """How much longer, in what its clock counts in: what was due at once counts in working days."""
    limit = str(case.timers.get(is_main=True).clock["limit"])
    if limit.endswith("wd"):
        every = (before + timedelta(days=n) for n in range(1, (after - before).days + 1))
        return f"{sum(clocks.hours().is_working_day(one) for one in every) or 1}wd"
    return f"{(after - before).days}d"


@action("directive.remind")
def remind(do: Doing, directive: Directive, *, text: str = "") -> Directive:
    """Whoever gave it asks how it goes."""
    with _going_on(do, directive) as (fresh, case):
        said = same(text.strip()) if text.strip() else same(fresh.sentence)
        log.write(do, case, "action", both(msgid("Đôn đốc: %(text)s"), text=said))
        title = both(msgid("Đôn đốc %(code)s, hạn %(day)s"), code=case.code, day=f"{fresh.due_on:%d/%m/%Y}")
        tell(do, fresh, [*doing_side(fresh), *fresh.beside.all()], title, said, severity=ORDERED)
    return fresh


@action("directive.note")
def note(do: Doing, one: Directive | Part, text: str) -> Directive:
    """A line that everybody in it reads."""
    with _going_on(do, one.directive if isinstance(one, Part) else one) as (fresh, case):
        log.write(do, case, "note", same(needed("text", text)))
        tell(do, fresh, everybody(fresh), both(msgid("Ý kiến về %(code)s"), code=case.code), same(text.strip()))
    return fresh
