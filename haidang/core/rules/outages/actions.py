"""Taking something out of service for a time, changing that, and bringing it back early."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from haidang.core.directory.models import Place
from haidang.core.rules.models import Rule
from haidang.core.things.models import Source, Thing
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, NotPossible, action

from .model import Outage

LONGEST, LONGEST_AGAIN = timedelta(days=92), timedelta(days=1)
WATCHED = ("starts_at", "ends_at", "weekdays", "last_on", "reason", "ended_at")


@dataclass(frozen=True, slots=True)
class Times:
    """From when to when; with `weekdays` (0 Monday) again at these hours on those days until `last_on`."""

    starts_at: datetime
    ends_at: datetime
    weekdays: list[int] = field(default_factory=list)
    last_on: date | None = None


def drafted(
    *, thing: Thing | None = None, place: Place | None = None, source: Source | None = None, rule: Rule | None = None
) -> Outage:
    """An outage that is not saved yet: permission is asked about it. Raises Invalid that names the field."""
    if sum(one is not None for one in (thing, place, source)) > 1:
        raise Invalid("thing", _("Chọn một trong ba: thiết bị, địa bàn hoặc nguồn số liệu."))
    if not (thing or place or source or rule):
        raise Invalid("thing", _("Chọn thiết bị, địa bàn, nguồn số liệu hoặc quy tắc."))
    whole = rule.narrows or rule if rule else None
    found = Outage(thing=thing, place=place, source=source, rule=whole)
    found.area = thing.scope_place if thing else place.path if place else source.scope_place if source else ""
    return found


@action("outage.plan")
def plan(do: Doing, outage: Outage, *, times: Times, reason: str) -> Outage:
    """Its alarms ask nobody for anything meanwhile; at the end what holds is told. Raises Invalid."""
    _check(times, do.at)
    outage.reason = _needed(reason)
    _set(outage, times)
    outage.by, outage.by_name, outage.created_at = str(do.actor), do.actor.name, do.at
    outage.save()
    do.about(outage, reason=outage.reason)
    do.event.after = _told(outage)
    return outage


@action("outage.change")
def change(do: Doing, outage: Outage, *, times: Times, reason: str) -> Outage:
    """Other times or another reason while it has not ended. Raises Invalid, NotPossible."""
    fresh = _open(outage)
    _check(times, do.at, is_new=False)
    with do.changing(fresh, *WATCHED):
        fresh.reason = _needed(reason)
        _set(fresh, times)
        fresh.save()
    do.event.before, do.event.after = _plain(do.event.before), _plain(do.event.after)
    return fresh


@action("outage.end")
def end(do: Doing, outage: Outage, *, why: str) -> Outage:
    """Back into service before its time; everything is judged again at once. Raises Invalid, NotPossible."""
    fresh = _open(outage)
    fresh.ended_at, fresh.ended_by_name, fresh.ended_why = do.at, do.actor.name, _needed(why, "why")
    fresh.save()
    do.about(fresh, why=fresh.ended_why)
    return fresh


def _open(outage: Outage) -> Outage:
    fresh = Outage.objects.select_for_update(of=("self",)).select_related("thing", "place", "source").get(pk=outage.pk)
    if fresh.ended_at is not None or (not fresh.weekdays and fresh.ends_at <= clock.now()):
        raise NotPossible(_("Lượt ngừng phục vụ này đã kết thúc."))
    return fresh


def _set(outage: Outage, times: Times) -> None:
    outage.starts_at, outage.ends_at = times.starts_at, times.ends_at
    outage.weekdays, outage.last_on = sorted(set(times.weekdays)), times.last_on if times.weekdays else None


def _check(times: Times, now: datetime, *, is_new: bool = True) -> None:
    length = times.ends_at - times.starts_at
    if length <= timedelta(0):
        raise Invalid("ends_at", _("Phải sau lúc bắt đầu."), times.ends_at)
    if length > (LONGEST_AGAIN if times.weekdays else LONGEST):
        limit = _("Mỗi lần lặp dài nhất 24 giờ.") if times.weekdays else _("Dài nhất 92 ngày.")
        raise Invalid("ends_at", limit, times.ends_at)
    if not times.weekdays and times.ends_at <= now:
        raise Invalid("ends_at", _("Đã qua; chọn lúc kết thúc ở phía trước."), times.ends_at)
    if is_new and not times.weekdays and times.starts_at < now - timedelta(days=1):
        raise Invalid("starts_at", _("Chọn từ hôm qua trở đi."), times.starts_at)
    if any(day not in range(7) for day in times.weekdays):
        raise Invalid("weekdays", _("Ngày trong tuần từ 0 (thứ Hai) đến 6."), times.weekdays)
    if times.weekdays and times.last_on and times.last_on < clock.day_of(times.starts_at):
        raise Invalid("last_on", _("Phải từ ngày bắt đầu trở đi."), times.last_on)


def _needed(text: str, name: str = "reason") -> str:
    if not text.strip():
        raise Invalid(name, _("Không được để trống."), text)
    return text.strip()


def _told(outage: Outage) -> dict[str, object]:
    return _plain({name: getattr(outage, name) for name in WATCHED if name != "ended_at"})


def _plain(facts: dict[str, object]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in facts.items()}
