"""What people ask of sources that are read: how each stands, what its last readings brought, which numbers it leaves old."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from haidang.core.directory.permissions import visible
from haidang.core.indicators import book
from haidang.core.things.models import Source
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import names
from haidang.kernel.facts import Words

from .models import InnerHost, Pull, PullRun


@dataclass(frozen=True, slots=True)
class Failing:
    """A source that could not be read when it was last tried. `link` is its page, for those who may see it."""

    key: str
    name: Words
    since: datetime
    good_at: datetime | None
    next_at: datetime
    why: Words
    link: str


def pulls(actor: Actor) -> QuerySet[Pull]:
    """Those of the sources the actor may see, the failing ones first."""
    found = Pull.objects.filter(source__in=Source.objects.filter(visible(actor, Source)))
    return found.select_related("source__office").order_by("-failures", "source__name_vi")


def of_source(actor: Actor, source: Source) -> Pull | None:
    return pulls(actor).filter(source=source).first()


def runs(actor: Actor, row: Pull, limit: int = 50) -> list[PullRun]:
    return list(PullRun.objects.filter(pull__in=pulls(actor).filter(pk=row.pk)).select_related("lot")[:limit])


def inner_hosts(actor: Actor) -> QuerySet[InnerHost]:
    return InnerHost.objects.filter(visible(actor, InnerHost))


def failing() -> dict[str, Failing]:
    """By the code of the indicator, the source that leaves it, or what it is made of, without new numbers.

    That a number's source fails is part of the number: whoever sees the number is told.
    """
    rows = Pull.objects.filter(~Q(feeds=[]), failures__gt=0, is_on=True).select_related("source")
    found: dict[str, Failing] = {}
    for row in rows:
        told = _told(row)
        waiting = list(row.feeds)
        while waiting:
            code = waiting.pop()
            if code not in found:
                found[code] = told
                waiting += [one.code for one in book.current().users.get(code, ())]
    return found


def failing_of(domain: str) -> list[Failing]:
    """The sources of a field that fail, whatever they bring."""
    rows = Pull.objects.filter(failures__gt=0, is_on=True).select_related("source")
    rows = rows.filter(Q(source__domain=domain) | Q(facts__take__to__startswith=f"{domain}."))
    return [_told(row) for row in rows.order_by("failing_since")]


def _told(row: Pull) -> Failing:
    source = row.source
    return Failing(
        source.key, names(source), row.failing_since or row.tried_at or row.next_at, row.good_at, row.next_at,
        Words(vi=row.told_vi or "–", en=row.told_en or "–"), row.link,
    )  # fmt: skip
