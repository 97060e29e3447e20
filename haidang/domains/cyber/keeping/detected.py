"""What the engine found, as rows; and how many are open on each asset, as readings on which rules raise alerts."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from haidang.core.telemetry import book
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.core.things.models import Thing
from haidang.domains.cyber.models import Detection
from haidang.domains.cyber.watching.engine import Found
from haidang.domains.cyber.watching.facts import Facts
from haidang.kernel import clock

SENDER = Sender("cyber", source="logs_internal")
FAMILIES = ("guessing", "scanning", "rights", "traces", "malware", "web", "mail", "service")
NAMES = ("count", "last_at", "ended_at", "srcs", "users", "hosts", "samples", "thing_id", "severity")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def series_of(family: str) -> str:
    return f"found_{family}"


def keep(found: Sequence[Found], facts: dict[str, Facts], things: dict[int, str], hosts: dict[int, str]) -> None:
    """Insert or renew. `things` gives the asset by sender, `hosts` the sender's name."""
    if not found:
        return
    ids = {code: (pk, simulated) for pk, code, simulated in Thing.objects.filter(code__in=set(things.values())).values_list(
        "pk", "code", "source__is_simulated")}  # fmt: skip
    rows: dict[tuple[str, str, datetime], Detection] = {}
    for one in found:
        said = facts.get(one.rule)
        if said is not None:
            row = _row(one, said, things, ids, hosts)
            rows[row.rule, row.group, row.first_at] = row
    Detection.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["rule", "group", "first_at"], update_fields=list(NAMES)
    )


def _row(
    one: Found, said: Facts, things: dict[int, str], ids: dict[str, tuple[int, bool]], hosts: dict[int, str]
) -> Detection:
    most = max(one.sources, key=lambda number: (number in things, one.sources[number]), default=0)
    thing, is_simulated = ids.get(things.get(most, ""), (None, False))
    group = one.group
    if "source" in said.by:  # numbers of senders mean nothing to people
        first, dot, rest = one.group.partition(" · ")
        group = f"{hosts.get(int(first), first) if first.isdigit() else first}{dot}{rest}"
    return Detection(
        rule=one.rule,
        family=said.family,
        severity=said.severity,
        name_vi=said.name.vi,
        name_en=said.name.en,
        group=group,
        thing_id=thing,
        first_at=_moment(one.first_us),
        last_at=_moment(one.last_us),
        ended_at=_moment(one.last_us) if one.is_over else None,
        count=one.count,
        srcs=sorted(one.srcs),
        users=sorted(one.users),
        hosts=sorted(one.hosts),
        samples=one.samples,
        is_simulated=is_simulated,
    )


def _moment(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)


def end_left_over(before: datetime) -> int:
    """What was open when an earlier process ended, and was not seen since."""
    rows = Detection.objects.filter(ended_at=None, last_at__lt=before)
    return rows.update(ended_at=clock.now())


def tell(
    open_now: Counter[tuple[str, str]], last: Counter[tuple[str, str]], more: list[tuple[str, str, float]]
) -> None:
    """Readings: open detections by asset and family that changed, and what else was counted."""
    now = clock.now()
    changed = {key for key in {*open_now, *last} if open_now[key] != last[key]}
    lines = [(thing, series_of(family), float(open_now[thing, family])) for thing, family in changed] + more
    known = book.current().ids
    rows = [Reading(thing, series, now, value) for thing, series, value in lines if (thing, series) in known]
    if rows:
        record(SENDER, rows)
