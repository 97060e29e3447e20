"""What people ask of briefs: the newest, one of a day, which days there are."""

from datetime import date

from haidang.core.directory.permissions import visible
from haidang.core.directory.queries import person_of
from haidang.kernel.action import Actor

from .models import Brief, Sending, Wish


def newest(actor: Actor) -> Brief | None:
    return Brief.objects.filter(visible(actor, Brief)).first()


def of_day(actor: Actor, day: date, number: int | None = None) -> Brief | None:
    """The last edition of a day, or the one asked for."""
    rows = Brief.objects.filter(visible(actor, Brief), day=day)
    return (rows.filter(number=number) if number is not None else rows).first()


def editions(actor: Actor, day: date) -> list[Brief]:
    """All of one day, the first one first, without what they say."""
    return list(Brief.objects.filter(visible(actor, Brief), day=day).defer("content").order_by("number"))


def days(actor: Actor, *, limit: int = 31) -> list[date]:
    """The newest days that have one."""
    rows = Brief.objects.filter(visible(actor, Brief)).order_by("-day").values_list("day", flat=True).distinct()
    return list(rows[:limit])


def beside(actor: Actor, day: date) -> tuple[date | None, date | None]:
    """The day before and the day after that have one."""
    rows = Brief.objects.filter(visible(actor, Brief))
    before = rows.filter(day__lt=day).order_by("-day").values_list("day", flat=True).first()
    after = rows.filter(day__gt=day).order_by("day").values_list("day", flat=True).first()
    return before, after


def wish_of(actor: Actor) -> Wish | None:
    person = person_of(actor)
    return Wish.objects.filter(person=person).first() if person else None


def sent_to(actor: Actor, brief: Brief) -> Sending | None:
    """How the mail to the actor went, None when none was made."""
    return brief.sendings.filter(person=int(actor.id)).first() if actor.kind == "person" else None
