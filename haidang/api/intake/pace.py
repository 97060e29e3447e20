"""The rate of device keys over MQTT: who publishes faster for long is let in by the broker again when its debt is paid.

A subscriber cannot slow one publisher: a PUBACK held back slows the one session that all devices share, and the broker
goes on taking the sender's messages. So every message is taken and charged to its key; a key that owes more than
`PATIENCE` is left out of the broker's accounts until it owes nothing. The device keeps what it could not send, as it
does when its line is down. Nothing acknowledged is dropped.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from django.utils.translation import gettext_noop as msgid

from haidang.api.ingest.rate import Rates
from haidang.core.directory.models import Key
from haidang.core.telemetry import sources
from haidang.core.things.models import Source
from haidang.kernel import clock
from haidang.kernel.bilingual import both

log = logging.getLogger(__name__)

PATIENCE = 10.0  # seconds of its rate that a key may owe


@dataclass(frozen=True, slots=True)
class Paced:
    """A key that may send readings: its rate (0: no limit) and the globs of its things (none: all)."""

    name: str
    rate: int
    things: tuple[str, ...]
    source: str = ""

    def speaks_for(self, thing: str) -> bool:
        return not self.things or any(fnmatchcase(thing, one) for one in self.things)


@dataclass(slots=True)
class Pace:
    """`charge` is called on the event loop, `refresh` and `shut_out` where the database may be waited for."""

    rates: Rates = field(default_factory=Rates)
    keys: tuple[Paced, ...] = ()
    out: set[str] = field(default_factory=set)
    _of_thing: dict[str, tuple[Paced, ...]] = field(default_factory=dict)

    def charge(self, thing: str, readings: int) -> None:
        """Brokers do not say who published: of several keys for a thing the one with most room is meant, and with one
        that has no limit there is none."""
        found = self._of_thing.get(thing)
        if found is None:
            found = self._of_thing[thing] = tuple(one for one in self.keys if one.speaks_for(thing))
        if found and all(one.rate for one in found):
            payer = min(found, key=self._owed) if len(found) > 1 else found[0]
            self.rates.charge(payer.name, payer.rate, readings)

    def refresh(self) -> None:
        """Read the keys again."""
        keys = [key for key in Key.objects.order_by("name") if "ingest" in key.can and key.is_open(clock.now())]
        self.keys = tuple(Paced(key.name, key.readings_per_second, tuple(key.things), key.source) for key in keys)
        self._of_thing = {}

    def shut_out(self) -> set[str]:
        """The names of the keys that have to wait now; said in the log of their sources when that begins."""
        owing = {one.name: self._owed(one) for one in self.keys if one.rate}
        fresh = {name for name, seconds in owing.items() if seconds > PATIENCE} - self.out
        self.out = fresh | {name for name in self.out if owing.get(name, 0.0) > 0}
        self._tell(one for one in self.keys if one.name in fresh)
        return self.out

    def _owed(self, key: Paced) -> float:
        """Seconds until the key's debt is paid; below zero it has room."""
        return -self.rates.charge(key.name, key.rate, 0) / key.rate

    def _tell(self, keys: Iterable[Paced]) -> None:
        for key in keys:
            words = msgid("khóa %(key)s gửi qua MQTT nhanh hơn %(rate)s số đo mỗi giây: ngắt kết nối %(seconds)s giây")
            told = both(words, key=key.name, rate=key.rate, seconds=round(self._owed(key)))
            log.warning("key %s publishes faster than %d readings/s: shut out", key.name, key.rate)
            sources.log(Source.objects.filter(key=key.source).first(), told, level="warning", sender=key.name)
