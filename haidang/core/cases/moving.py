"""Taking a move of the flow: permission, what it needs, clocks, and what is said about it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.kernel.action import Doing, Invalid, NotPossible
from haidang.kernel.bilingual import both, same
from haidang.kernel.flow import Move
from haidang.kernel.given import bounded

from . import clocks, course, log, stays, urgent, words
from .models import Case
from .needs import Given, blockers
from .under_way import must_have_right, tell


def take(do: Doing, case: Case, key: str, given: Given, *, by_citizen: bool) -> None:
    """Bring the case into the state a move leads to. Raises NotPossible, Invalid, Refused."""
    if case.merged_into_id:
        raise NotPossible(_("%(code)s đã gộp vào hồ sơ khác; làm tiếp ở đó.") % {"code": case.code})
    for name in ("text", "reason"):
        bounded(name, getattr(given, name))
    wanted = _wanted(case, key, by_citizen=by_citizen)
    if not by_citizen:
        must_have_right(do, wanted.right, case)
    stands_in_the_way = blockers(case, wanted, given) if case.state in wanted.from_ else []
    state = case.flow.take(case.state, key, reason=given.reason or given.reason_key, blockers=stands_in_the_way)
    case.state, case.state_at = state.key, do.at
    if "answer" in wanted.needs and given.text:
        case.answer = given.text
    case.refusal = given.reason_key or case.refusal
    _begin_or_end(do, case, is_final=state.final)
    clocks.follow(case, do.at, given.reason)
    stays.turn_over(case, do.at)
    _say(do, case, given, by_citizen=by_citizen)
    urgent.tell(do, case)
    for hear in course.moved:
        hear(do, case, key, given)


def _wanted(case: Case, key: str, *, by_citizen: bool) -> Move:
    wanted = next((one for one in case.flow.moves if one.key == key and one.by_citizen == by_citizen), None)
    if wanted is None:
        mine = (one.key for one in case.flow.moves if one.by_citizen == by_citizen)
        raise Invalid("move", _("Chọn một trong: %(moves)s.") % {"moves": ", ".join(mine)}, key)
    return wanted


def _begin_or_end(do: Doing, case: Case, *, is_final: bool) -> None:
    if is_final:
        case.ended_at = case.ended_at or do.at
    elif case.ended_at is not None:
        case.ended_at, case.on_time, case.rating, case.rated_at = None, None, None, None
        case.reopened += 1


def _say(do: Doing, case: Case, given: Given, *, by_citizen: bool) -> None:
    if by_citizen:
        log.write(do, case, "citizen", words.moved(case, given.text), for_citizen=True)
        tell(do, case, [case.officer or case.office], both(msgid("Người dân trả lời %(code)s"), code=case.code))
        return
    log.write(do, case, "action", words.moved_for_citizen(case, given.text), for_citizen=True)
    if given.reason:
        log.write(do, case, "note", same(given.reason))
    title = both(msgid("%(code)s: %(state)s"), code=case.code, state=case.flow.state(case.state).name)
    tell(do, case, [case.person], title, same(given.text) if given.text else None)
