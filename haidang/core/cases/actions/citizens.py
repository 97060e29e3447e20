"""What is the citizen's to do, done by them or for them at a counter."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import (
    log,
    moving,
    papers,
    parts,
)
from haidang.core.cases.models import Case, Support
from haidang.core.cases.needs import Given
from haidang.core.cases.papers import Attached
from haidang.core.cases.under_way import changing, must_be_in, must_be_open, tell
from haidang.core.directory.queries import person_of
from haidang.core.files.models import File
from haidang.core.files.receiving import Held
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import after, both, same
from haidang.kernel.given import needed

BEST, WORST = 3, 1
RATE_WITHIN = timedelta(days=30)


@action("case.respond")
def respond(do: Doing, case: Case, key: str, *, text: str = "", files: Sequence[Held | File | Attached] = ()) -> Case:
    """A move that is the citizen's own: supply what was asked for, withdraw, say that it is not done."""
    with changing(do, case) as case:
        for file in files:
            papers.sent(do, case, file)
        moving.take(do, case, key, Given(text=text.strip(), reason=text.strip()), by_citizen=True)
    return case


@action("case.hand_in")
def hand_in(
    do: Doing, case: Case, key: str, *, text: str = "", given: Sequence[parts.Given] = (),
    files: Sequence[Held | File | Attached] = (), seen: str = "",
) -> Case:  # fmt: skip
    """A move that is the citizen's own, made for them at a counter: they bring what was asked for, or withdraw."""
    with changing(do, case) as case:
        must_be_in(case, seen)
        for file in files:
            papers.sent(do, case, file)
        if changed := parts.write_down(do, case, given):
            log.write(do, case, "action", both(msgid("Giấy tờ đã nhận: %(what)s"), what=changed))
        moving.take(do, case, key, Given(text=text.strip(), reason=text.strip()), by_citizen=True)
    return case


@action("case.write")
def write(do: Doing, case: Case, text: str, *, files: Sequence[Held | File | Attached] = ()) -> Case:
    """A message from the citizen."""
    with changing(do, case) as case:
        for file in files:
            papers.sent(do, case, file)
        log.write(do, case, "citizen", same(needed("text", text)), for_citizen=True)
        tell(do, case, [case.officer or case.office], both(msgid("Tin của người dân về %(code)s"), code=case.code))
    return case


@action("case.rate")
def rate(do: Doing, case: Case, score: int, *, text: str = "") -> Case:
    """How content the citizen is: 3 content, 2 accepts it, 1 not content."""
    with changing(do, case) as case:
        if case.is_open:
            raise NotPossible(_("Đánh giá được sau khi có kết quả."))
        if score not in range(WORST, BEST + 1):
            raise Invalid("score", _("Chọn hài lòng, chấp nhận hoặc không hài lòng."), score)
        if case.ended_at is not None and do.at > case.ended_at + RATE_WITHIN:
            raise NotPossible(_("Đã quá 30 ngày kể từ khi có kết quả."))
        case.rating, case.rating_text, case.rated_at = score, text.strip(), do.at
        log.write(
            do,
            case,
            "citizen",
            both(msgid("Đánh giá %(score)s/3%(text)s"), score=score, text=after(text.strip())),
        )
    return case


@action("case.support")
def support(do: Doing, case: Case, *, voice: str) -> Case:
    """Somebody else says that the same is so for them; once for each voice."""
    with changing(do, case) as case:
        must_be_open(case)
        _row, is_new = Support.objects.get_or_create(
            case=case, voice=voice, defaults={"person": person_of(do.actor), "at": do.at}
        )
        if is_new:
            case.supporters += 1
    return case
