"""The review of accounts and duties every six months (limits.toml): each is confirmed by somebody else, or taken away.

Lines are those of the day it began. Nobody answers for themselves. What nobody answered until the day it was due stays open
and late, on the list of everybody who could have answered; nothing is taken away by silence, because the watch must go on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from haidang.kernel import clock
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, action, system

from . import actions, limits
from .models import Duty, Person, Review, ReviewLine, valid_on
from .permissions import visible

WHO = system("review")
Answer = Literal["kept", "taken"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the lines of one office are."""

    office: str
    code: str
    waiting: int
    kept: int
    taken: int
    gone: int

    @property
    def total(self) -> int:
        return self.waiting + self.kept + self.taken + self.gone


def keep_going() -> Review | None:
    """Begin a review when there was none for as long as limits.toml says; mark ended what is over. The one under way."""
    latest = Review.objects.order_by("-began_on").first()
    if latest is None or latest.began_on + limits.required("review") <= clock.today():
        return begin(WHO)
    if latest.closed_at is None:
        _settle(latest)
    return latest


@action("review.begin")
def begin(do: Doing) -> Review:
    """A new review of everything in force today. Raises NotPossible while one is open and not yet due."""
    today = clock.today()
    before = Review.objects.order_by("-began_on").first()
    if before is not None and before.closed_at is None and before.due_on >= today:
        raise NotPossible(_("Đợt rà soát %(review)s chưa đến hạn: xong đợt này rồi mở đợt mới.") % {"review": before})
    Review.objects.filter(closed_at=None).update(closed_at=do.at)
    review, is_new = Review.objects.get_or_create(
        began_on=today, defaults={"due_on": today + limits.required("review_lasts")}
    )
    if not is_new:
        raise NotPossible(_("Hôm nay đã mở một đợt rà soát."))
    people = Person.objects.filter(is_active=True, is_citizen=False)
    duties = Duty.objects.filter(valid_on(today), revoked_at=None, person__in=people)
    held = {duty.person_id for duty in duties}
    lines = [ReviewLine(review=review, person_id=duty.person_id, duty=duty) for duty in duties]
    lines += [ReviewLine(review=review, person=person) for person in people.exclude(pk__in=held)]
    ReviewLine.objects.bulk_create(lines)
    do.about(review, lines=len(lines), due_on=review.due_on)
    return review


@action("review.answer")
def keep(do: Doing, line: ReviewLine) -> ReviewLine:
    """Confirm that somebody still needs a duty, or an account without one. Raises NotPossible."""
    return _answer(do, line, "kept", "")


@action("review.answer")
def take(do: Doing, line: ReviewLine, *, why: str) -> ReviewLine:
    """Take a duty away, or close an account without duties; at once. Raises Invalid without a reason, NotPossible."""
    if not why.strip():
        raise Invalid("why", _("Hãy ghi lý do thu hồi."))
    _answer(do, line, "taken", why.strip())
    if line.duty is None:
        actions.close_account(do.actor, line.person, why="review")
    elif line.duty.revoked_at is None:
        actions.revoke_duty(
            do.actor, line.duty, why=_("rà soát %(review)s: %(why)s") % {"review": line.review, "why": why}
        )
    return line


def _answer(do: Doing, line: ReviewLine, answer: Answer, why: str) -> ReviewLine:
    if line.review.closed_at is not None or line.state != "waiting":
        raise NotPossible(_("Dòng này đã được trả lời hoặc đợt rà soát đã đóng."))
    if do.actor.id == str(line.person_id):
        raise NotPossible(_("Không ai tự xác nhận cho mình: nhờ một quản trị khác."))
    with do.changing(line, "state", person=line.person_id, duty=line.duty_id, **({"why": why} if why else {})):
        line.state, line.at, line.why = answer, do.at, why
        line.by = Person.objects.filter(pk=do.actor.id).first() if do.actor.kind == "person" else None
        line.save()
    _settle(line.review)
    return line


def _settle(review: Review) -> None:
    """Lines whose duty or account ended meanwhile need no answer; a review without waiting lines is over."""
    waiting = review.lines.filter(state="waiting")
    ended = Q(duty__revoked_at__isnull=False) | Q(duty__valid_to__lte=clock.today()) | Q(person__is_active=False)
    waiting.filter(ended).update(state="gone", at=clock.now())
    if not waiting.exists():
        Review.objects.filter(pk=review.pk, closed_at=None).update(closed_at=clock.now())


def current() -> Review | None:
    return Review.objects.order_by("-began_on").first()


def past(limit: int = 6) -> Sequence[Review]:
    return list(Review.objects.order_by("-began_on")[:limit])


def lines(
    actor: Actor, review: Review, *, state: str = "", office: str = "", words: str = ""
) -> "QuerySet[ReviewLine]":
    """The lines the actor may see, by office and name."""
    found = ReviewLine.objects.filter(visible(actor, ReviewLine), review=review)
    if state:
        found = found.filter(state=state)
    if office:
        found = found.filter(person__office__code=office)
    if words:
        found = found.filter(Q(person__folded__contains=words) | Q(person__account__icontains=words))
    rows = found.select_related("person__office", "duty__place", "duty__office", "by", "review")
    return rows.order_by("person__office__sort_key", "person__folded", "pk")


def standings(actor: Actor, review: Review) -> list[Standing]:
    """By office, those with the most waiting first."""
    rows = lines(actor, review).order_by().values("person__office__code", "person__office__name_vi")
    states: dict[str, Any] = {
        state: Count("pk", filter=Q(state=state)) for state in ("waiting", "kept", "taken", "gone")
    }
    counted = cast("list[dict[str, Any]]", list(rows.annotate(**states)))
    found = [
        Standing(
            row["person__office__name_vi"] or "–",
            row["person__office__code"] or "",
            **{one: row[one] for one in states},
        )
        for row in counted
    ]
    return sorted(found, key=lambda one: (-one.waiting, one.office))


def is_late(review: Review, on: date | None = None) -> bool:
    return review.closed_at is None and review.due_on < (on or clock.today())


def keep_all(actor: Actor, chosen: Iterable[ReviewLine]) -> int:
    """Confirm several lines, one event each; one's own and those answered meanwhile are left. How many were confirmed."""
    done = 0
    for line in chosen:
        if line.state == "waiting" and str(line.person_id) != actor.id:
            keep(actor, line)
            done += 1
    return done
