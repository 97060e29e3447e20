"""What is done with a batch of messages, in the one thread that has the database."""

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import DataError

from haidang.domains.cyber.keeping import detected, partitions, writing
from haidang.domains.cyber.keeping.senders import Senders
from haidang.domains.cyber.logs.reading import read_all
from haidang.domains.cyber.logs.record import Record
from haidang.domains.cyber.watching import book
from haidang.domains.cyber.watching.engine import Engine
from haidang.kernel import clock

from . import linking
from .inbox import Message

log = logging.getLogger(__name__)

REFRESH_EVERY = 10.0  # seconds
WRITE_EVERY = 5.0  # seconds between two counts of what goes on
MINUTE = 60.0
LEFT_OVER = timedelta(hours=2)
FAILED = 5  # minutes over which failed sign-ins are counted


@dataclass(slots=True)
class Work:
    """What one process holds between batches: senders, detections, and counts not yet written. `kept` counts records."""

    senders: Senders = field(default_factory=Senders)
    engine: Engine = field(default_factory=lambda: Engine([]))
    kept: int = 0
    _version: str = ""
    _heard: Counter[int] = field(default_factory=Counter)
    _minute: Counter[int] = field(default_factory=Counter)
    _failed: list[Counter[int]] = field(default_factory=lambda: [Counter()])
    _told: Counter[tuple[str, str]] = field(default_factory=Counter)
    _refresh_due: float = 0.0
    _written_due: float = 0.0
    _minute_due: float = 0.0
    _day: object = None

    def begin(self) -> None:
        partitions.ensure()
        self._day = clock.today()
        detected.end_left_over(clock.now() - LEFT_OVER)
        self._refresh()
        self._minute_due = time.monotonic() + MINUTE

    def take(self, batch: list[Message]) -> None:
        """Read, keep and judge. Raises Django's database errors, with nothing judged."""
        if not batch:
            return
        records = self.senders.name(read_all(batch))
        if not records:
            return
        self._prepare_day()
        self._write(records)
        self._judge(records)
        self.kept += len(records)

    def _write(self, records: list[Record]) -> None:
        """A record that the database will not have keeps out only itself."""
        try:
            writing.write(records)
        except DataError as error:
            if len(records) == 1:
                log.warning("a record of sender %d cannot be kept: %s", records[0].source, error)
                return
            half = len(records) // 2
            self._write(records[:half])
            self._write(records[half:])

    def _judge(self, records: list[Record]) -> None:
        self.engine.judge(records)
        self._failed[-1].update(one.source for one in records if one.kind == "login_failed")
        heard = writing.by_source(records)
        self._heard.update(heard)
        self._minute.update(heard)

    def turn(self) -> None:
        """Once a second: what began or ended is written and told; less often what goes on, senders and detections anew."""
        now = time.monotonic()
        self.engine.turn(time.time_ns() // 1000)
        names = {number: host for host, number in self.senders.ids.items()}
        facts = {one.key: one.facts for one in self.engine.rules}
        found = self.engine.changed(all_of_them=now >= self._written_due)
        if now >= self._written_due:
            self._written_due = now + WRITE_EVERY
        detected.keep(found, facts, self.senders.things, names)
        minute_is_over = now >= self._minute_due
        if found or minute_is_over:
            self._tell(facts, minute_is_over)
            linking.link()
        if now >= self._refresh_due:
            self._refresh()

    def _tell(self, facts: dict[str, Any], minute_is_over: bool) -> None:
        open_now: Counter[tuple[str, str]] = Counter()
        for found in self.engine.open.values():
            things = {self.senders.things[one] for one in found.sources if one in self.senders.things}
            if found.rule in facts:
                open_now.update((thing, facts[found.rule].family) for thing in things)
        more: list[tuple[str, str, float]] = []
        if minute_is_over:
            more = self._counted()
            every = {(thing, family) for thing in self.senders.things.values() for family in detected.FAMILIES}
            self._told = Counter(dict.fromkeys(every, -1))
            self._minute_due = time.monotonic() + MINUTE
        detected.tell(open_now, self._told, more)
        self._told = open_now

    def _counted(self) -> list[tuple[str, str, float]]:
        """Records of the minute and failed sign-ins of five, by asset; an asset without records is silent, not zero."""
        things = self.senders.things
        rate: Counter[str] = Counter()
        failed: Counter[str] = Counter()
        for number, count in self._minute.items():
            if number in things:
                rate[things[number]] += count
        for counts in self._failed:
            for number, count in counts.items():
                if number in things:
                    failed[things[number]] += count
        self._minute = Counter()
        self._failed = [*self._failed[-FAILED + 1 :], Counter()]
        said = [(thing, "log_rate", float(count)) for thing, count in rate.items()]
        return said + [(thing, "failed_logins", float(failed[thing])) for thing in rate]

    def _prepare_day(self) -> None:
        if self._day != clock.today():
            partitions.ensure()
            self._day = clock.today()

    def _refresh(self) -> None:
        if self._heard:
            self.senders.heard(self._heard)
            self._heard = Counter()
        self.senders.refresh()
        version = book.version()
        if version != self._version:
            self.engine.renew(book.current())
            self._version = version
        self._refresh_due = time.monotonic() + REFRESH_EVERY

    def state(self) -> dict[str, Any]:
        return {"kept": self.kept, "senders": len(self.senders.ids), "open": len(self.engine.open)}
