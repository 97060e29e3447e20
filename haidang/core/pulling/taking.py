"""Putting a table where it belongs: figures of indicators, readings of series, or what a domain takes by itself.

A domain's module `pulls` has `TAKES`: key -> function (actor, source, rows, is_simulated) -> Brought, which is called
within the transaction of the reading.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import override

from haidang.core.indicators import actions as indicators
from haidang.core.indicators.actions import Entry
from haidang.core.indicators.models import Lot
from haidang.core.telemetry.readings import Sender
from haidang.core.telemetry.record import record
from haidang.core.things.models import Source
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import same
from haidang.kernel.facts import Words
from haidang.kernel.pull import INDICATORS, SERIES, Pull

from .faults import Fault
from .mapping import Mapped, Wrong, mapped
from .reaching import whole
from .table import Row, Table

MOST_WRONG = 0.5
"""Where a larger part of the numbers is wrong the source means something else: nothing of it is taken."""


@dataclass(slots=True)
class Brought:
    """What a reading changed, and what of it was wrong."""

    new: int = 0
    changed: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    lot: Lot | None = None


Taker = Callable[[Actor, Source, list[Row], bool], Brought]


def taker_of(to: str) -> Taker:
    """Raises Fault where no domain takes it."""
    domain, _dot, key = to.partition(".")
    part = registry.part(domain, "pulls") if domain in registry.domains() else None
    found = getattr(part, "TAKES", {}).get(key)
    if found is None:
        raise Fault("setting", why=same(to))
    taker: Taker = found
    return taker


def _where(one: Pull) -> str:
    """The address as people may look at it; "" where only the demo's own bodies are meant and none runs."""
    try:
        return whole(one.address)[:200]
    except Fault:
        return ""


def take(actor: Actor, source: Source, one: Pull, table: Table) -> Brought:
    """Raises Fault; nothing is written then."""
    if one.take.to not in (INDICATORS, SERIES):
        return taker_of(one.take.to)(actor, source, table.rows, source.is_simulated)
    found = mapped(table, one)
    if one.take.to == SERIES:
        return _readings(source, found)
    wrong = [*found.wrong, *of_checks(found)]
    refuse_strange(found.count + len(found.wrong), wrong)
    label = f"{source.name_vi}"
    receipt = indicators.take(
        actor, Entry(None), found.given, kind="pull", label=label, source_text=_where(one) or label,
        is_simulated=source.is_simulated, whole=False,
    )  # fmt: skip
    return Brought(receipt.new, receipt.changed, wrong, receipt.lot)


def refuse_strange(count: int, wrong: list[Wrong]) -> None:
    """Raises Fault when too much is wrong. What is the same in many rows is said once."""
    if count and len(wrong) > MOST_WRONG * count:
        raise Fault("wrong", wrong=len(wrong), all=count, first=first_of(wrong))


def first_of(wrong: list[Wrong]) -> Words:
    """What is wrong most often."""
    words, _count = Counter(one.words for one in wrong).most_common(1)[0]
    column = next(one.column for one in wrong if one.words == words)
    return Words(vi=f"{column}: {words.vi}", en=f"{column}: {words.en}") if column else words


def of_checks(found: Mapped) -> list[Wrong]:
    """What the checks of figures say first of each, in both languages: all are checked at once in each."""
    if not found.given or not indicators.dry_run(found.given).told:
        return []
    vi, en = (_told(found, language) for language in ("vi", "en"))
    return [Wrong(found.origin[at], "", Words(vi=said, en=en[at])) for at, said in vi.items()]


def _told(found: Mapped, language: str) -> dict[int, str]:
    with override(language):
        told = indicators.dry_run(found.given).told
    return {one.at: f"{found.given[one.at].indicator}: {one.message}" for one in reversed(told)}


def _readings(source: Source, found: Mapped) -> Brought:
    refuse_strange(found.count + len(found.wrong), found.wrong)
    sender = Sender(f"pull:{source.key}", source=source.key)
    receipt = record(sender, found.readings, door="pull", name=source.key, numbers=found.origin)
    wrong = [Wrong(found.origin[one.index], one.field, one.told) for one in receipt.rejected]
    return Brought(receipt.accepted, 0, [*found.wrong, *wrong])
