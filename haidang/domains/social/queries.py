"""What people ask of public sources: posts by topic and tone, topics against their usual, what waits for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Q, QuerySet
from numpy.typing import NDArray

from haidang.core.directory.permissions import visible
from haidang.core.things import queries as things
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.text import folded

from . import topics, volume
from .models import Post, ToneCheck
from .volume import Volume

MOST = 50
ANSWERS = ("open", "answered")
ASKED = "asked"
"""The state of an answer that nobody has begun (procedures/answers.toml)."""


@dataclass(frozen=True, slots=True)
class Course:
    """A topic of the last hours: `posts` by hour and the usual of those hours, NaN where it is not known."""

    topic: Thing
    now: Volume
    posts: NDArray[np.int64]
    usual: NDArray[np.float64]
    day: int
    negative: int


@dataclass(frozen=True, slots=True)
class Wanted:
    words: str = ""
    topic: str = ""
    tone: int | None = None
    source: str = ""
    answer: str = ""
    aside: bool = False


def posts(actor: Actor, wanted: Wanted, *, before: tuple[datetime, int] | None = None, limit: int = MOST) -> list[Post]:
    """Newest first; `before` is the (moment, id) of the last one seen."""
    found = Post.objects.filter(visible(actor, Post), is_set_aside=wanted.aside)
    for word in folded(wanted.words).split():
        found = found.filter(folded__contains=word)
    if wanted.topic:
        found = found.filter(topics__contains=[wanted.topic])
    if wanted.tone is not None:
        found = found.filter(tone=wanted.tone)
    if wanted.source:
        found = found.filter(source__key=wanted.source)
    if wanted.answer == "open":
        found = found.filter(case__ended_at=None, case__isnull=False)
    elif wanted.answer == "answered":
        found = found.filter(case__ended_at__isnull=False)
    if before:
        found = found.filter(Q(at__lt=before[0]) | Q(at=before[0], pk__lt=before[1]))
    return list(found.select_related("source", "case__office").order_by("-at", "-pk")[:limit])


def post(actor: Actor, number: int) -> Post | None:
    found = Post.objects.filter(visible(actor, Post), pk=number)
    return found.select_related("source__office", "case__office").first()


def checks(one: Post) -> QuerySet[ToneCheck]:
    return one.checks.all()


def listed_topics(actor: Actor) -> list[Thing]:
    return list(things.things(actor, types=[topics.KIND]))


def courses(actor: Actor, *, hours: int = 48, only: Sequence[str] | None = None) -> list[Course]:
    """Topics the actor may see, the most unusual first."""
    rows = [one for one in listed_topics(actor) if only is None or one.code in only]
    codes = [one.code for one in rows]
    if not codes:
        return []
    end = clock.now()
    every, negative = volume.counts(codes, end, volume.DAYS * 24 + hours)
    length = every.shape[1]
    normal = np.full((len(codes), hours), np.nan)
    spread = np.full(len(codes), np.nan)
    for hour in range(hours):
        normal[:, hour], spread = volume.usual(every[:, : length - hours + hour + 1])
    found = []
    for at, row in enumerate(rows):
        known = volume.known(float(normal[at, -1]), float(spread[at]))
        now = Volume(codes[at], int(every[at, -1]), int(negative[at, -1]), *known)
        day = slice(length - 24, length)
        found.append(
            Course(row, now, every[at, -hours:], normal[at], int(every[at, day].sum()), int(negative[at, day].sum()))
        )
    return sorted(found, key=lambda one: (-(one.now.z or 0), -one.day))


def by_tone(actor: Actor, hours: int) -> NDArray[np.int64]:
    """Posts by tone and hour, [3 x hours]; nothing for those who may not see posts."""
    if not Post.objects.filter(visible(actor, Post)).exists():
        return np.zeros((3, hours), np.int64)
    return volume.tones(clock.now(), hours)


def waiting(actor: Actor) -> int:
    """Posts whose answer is asked for and not given."""
    return Post.objects.filter(visible(actor, Post), case__isnull=False, case__ended_at=None).count()


def in_work(actor: Actor) -> int:
    """Of these, those that an office has begun to deal with."""
    found = Post.objects.filter(visible(actor, Post), case__isnull=False, case__ended_at=None)
    return found.exclude(case__state=ASKED).count()


def newest(actor: Actor) -> datetime | None:
    return Post.objects.filter(visible(actor, Post)).order_by("-read_at").values_list("read_at", flat=True).first()


def read_since(length: timedelta) -> int:
    return Post.objects.filter(read_at__gte=clock.now() - length).count()
