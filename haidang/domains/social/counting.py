"""What is counted by the clock: the volume of each topic as readings, which rules watch; the day as indicators."""

from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q

from haidang.core.indicators import actions as indicators
from haidang.core.indicators import book
from haidang.core.indicators.actions import Entry
from haidang.core.indicators.bringing.taking import Given
from haidang.core.pulling.models import Pull
from haidang.core.telemetry.readings import Reading, Sender
from haidang.core.telemetry.record import record
from haidang.core.things.models import Thing
from haidang.kernel import clock, periods
from haidang.kernel.action import Actor

from . import topics, volume
from .models import Post, ToneCheck

SENDER = Sender("social", source="feeds_internal")
ALIVE_FOR = timedelta(hours=24)


def measure(end: datetime) -> int:
    """Readings of every topic for the hour up to `end`; how many were taken."""
    codes = _codes()
    if not codes:
        return 0
    lines = []
    for one in volume.now(codes, end):
        lines.append(Reading(one.code, "mentions_1h", end, one.posts))
        if one.posts:
            lines.append(Reading(one.code, "negative_part", end, 100 * one.negative / one.posts))
        if one.usual is not None and one.z is not None:
            lines += [Reading(one.code, "usual_1h", end, one.usual), Reading(one.code, "excess", end, one.z)]
    return record(SENDER, lines).accepted


def _codes() -> list[str]:
    return list(Thing.objects.filter(type=topics.KIND, state="active").order_by("code").values_list("code", flat=True))


def of_day(actor: Actor, day: date) -> None:
    """The indicators of a day, from what was read of it so far. A day before the first post has none."""
    posts = Post.objects.filter(at__gte=clock.start_of(day), at__lt=clock.start_of(day + timedelta(days=1)))
    if not Post.objects.filter(at__lt=clock.start_of(day + timedelta(days=1))).exists():
        return
    counted = posts.filter(is_set_aside=False)
    found = counted.aggregate(
        mentions=Count("pk"), mentions_positive=Count("pk", filter=Q(tone=1)),
        mentions_neutral=Count("pk", filter=Q(tone=0)), mentions_negative=Count("pk", filter=Q(tone=-1)),
        press_articles=Count("pk", filter=Q(is_press=True)),
    )  # fmt: skip
    values: dict[str, float] = {**found, "spikes": _spikes(day)}
    if (alive := _alive()) is not None and day == clock.today():
        values["sources_alive"] = alive
    given = [Given(f"social.{key}", "", day.isoformat(), value, "đếm lại") for key, value in values.items()]
    month = periods.containing(day, "month")
    if (right := accuracy(month.first, month.next.first)) is not None:
        given.append(Given("social.tone_accuracy", "", month.text, right, "đếm lại"))
    known = book.current().by_code
    is_simulated = counted.filter(is_simulated=True).exists()
    indicators.take(
        actor, Entry(None), [one for one in given if one.indicator in known], kind="pull", label="Nguồn tin công khai",
        source_text="Đếm từ bài đã đọc", is_simulated=is_simulated, whole=False,
    )  # fmt: skip


def _spikes(day: date) -> int:
    """Topics that passed their usual by three spreads in some hour of the day."""
    codes = _codes()
    if not codes:
        return 0
    start = clock.start_of(day)
    end = min(start + timedelta(days=1), clock.now())
    return len(volume.spikes(codes, end, max(1, int((end - start) / volume.HOUR))))


def _alive() -> float | None:
    """Of the sources that bring posts, the share that was read in the last day."""
    rows = Pull.objects.filter(is_on=True, facts__take__to__startswith="social.")
    every = rows.count()
    return 100 * rows.filter(good_at__gte=clock.now() - ALIVE_FOR).count() / every if every else None


def accuracy(start: date, end: date) -> float | None:
    """Of the posts that people judged in these days, the share whose first tone was right; None where there are none.

    The newest judgement of each post counts.
    """
    rows = ToneCheck.objects.filter(at__gte=clock.start_of(start), at__lt=clock.start_of(end))
    newest = rows.order_by("post_id", "-at", "-pk").distinct("post_id").values_list("pk", flat=True)
    every = ToneCheck.objects.filter(pk__in=list(newest))
    total = every.count()
    return round(100 * every.filter(now=F("post__first_tone")).count() / total, 1) if total else None
