"""What officers do with a case that is theirs: its moves, lines, papers and time."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import (
    clocks,
    course,
    log,
    moving,
    papers,
    parts,
    stays,
)
from haidang.core.cases.models import Case
from haidang.core.cases.needs import Given
from haidang.core.cases.under_way import changing, must_be_in, must_be_open, tell
from haidang.core.files.models import File
from haidang.core.files.receiving import Held
from haidang.kernel.action import Doing, NotPossible, action
from haidang.kernel.bilingual import after, both, same
from haidang.kernel.given import needed


@action("case.move")
def move(
    do: Doing, case: Case, key: str, *, text: str = "", reason: str = "", reason_key: str = "", seen: str = ""
) -> Case:
    """Take one of the moves of its flow. `text` goes to the citizen, `reason` stays among officers.

    `seen` is the state the officer was looking at: whoever comes second is told. Raises NotPossible, Invalid, Refused.
    """
    with changing(do, case) as case:
        must_be_in(case, seen)
        moving.take(do, case, key, Given(text.strip(), reason.strip(), reason_key), by_citizen=False)
    return case


@action("case.note")
def note(do: Doing, case: Case, text: str) -> Case:
    """A line among officers."""
    with changing(do, case) as case:
        log.write(do, case, "note", same(needed("text", text)))
    return case


@action("case.reply")
def reply(do: Doing, case: Case, text: str) -> Case:
    """A message to the citizen that moves nothing."""
    with changing(do, case) as case:
        log.write(do, case, "message", same(needed("text", text)), for_citizen=True)
        tell(do, case, [case.person], both(msgid("Tin về %(code)s"), code=case.code), same(text.strip()))
    return case


@action("case.attach")
def attach(do: Doing, case: Case, file: Held | File, *, role: str, part: str = "", taken_from: str = "") -> Case:
    """Add a file in a role: after, part, answer, result. `taken_from`: the store it is a copy from."""
    with changing(do, case) as case:
        must_be_open(case)
        kept = papers.add(do, case, file, role, part=part, taken_from=taken_from).file
        log.write(do, case, "action", both(msgid("Thêm tệp %(name)s"), name=kept.name), kept)
    return case


@action("case.tick")
def tick(do: Doing, case: Case, given: Sequence[parts.Given]) -> Case:
    """Note which parts of a dossier have been handed in, as originals, copies or electronically. Raises Invalid."""
    with changing(do, case) as case:
        must_be_open(case)
        if changed := parts.write_down(do, case, given):
            log.write(do, case, "action", both(msgid("Giấy tờ đã nhận: %(what)s"), what=changed))
    return case


@action("case.extend")
def extend(do: Doing, case: Case, *, limit: str, reason: str, reason_key: str = "", timer: str = "") -> Case:
    """Move the deadline, as often and as far as the law allows; the apology with the new date is drafted by this."""
    with changing(do, case) as case:
        must_be_open(case)
        why = needed("reason", reason)
        running = clocks.extend(case, do.at, timer, limit, why)
        text = both(msgid("Gia hạn thêm %(limit)s: %(reason)s"), limit=clocks.limit_words(limit), reason=why)
        log.write(do, case, "action", text, running)
        for hear in course.extended:
            hear(do, case, running, why, reason_key)
    return case


@action("case.merge")
def merge(do: Doing, case: Case, *, into: Case, reason: str = "") -> Case:
    """End it as the same matter as another, which gains its voice. Raises NotPossible for itself or an ended one."""
    with changing(do, case) as case:
        must_be_open(case)
        target = Case.objects.select_for_update(of=("self",)).select_related("place", "office").get(pk=into.pk)
        if target.pk == case.pk or target.merged_into_id or target.kind != case.kind:
            raise NotPossible(_("Chọn một hồ sơ khác, cùng loại và chưa gộp vào đâu."))
        case.merged_into, case.ended_at = target, do.at
        clocks.stop(case, do.at)
        stays.turn_over(case, do.at)
        target.supporters += 1 + case.supporters
        target.save(update_fields=["supporters"])
        text = both(msgid("Gộp vào %(code)s%(reason)s"), code=target.code, reason=after(reason.strip()))
        log.write(do, case, "action", text, target, for_citizen=True)
        log.write(do, target, "action", both(msgid("Gộp thêm %(code)s"), code=case.code), case)
    return case


@action("case.escalate")
def escalate(do: Doing, case: Case) -> Case:
    """The program tells of clocks that run out soon or have run out, each once."""
    with changing(do, case) as case:
        told = clocks.mark(case, do.at)
        for late in told:
            log.write(do, case, "auto", late.words)
            tell(do, case, late.whom(case), late.title(case), late.words)
        if told:
            for hear in course.running_out:
                hear(do, case)
    return case
