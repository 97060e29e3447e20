"""Kinds of events and of violations with their procedures, as the files of facts/ have them."""

from datetime import timedelta
from pathlib import Path

import msgspec

from haidang.kernel import clock, strict
from haidang.kernel.flow import Flow
from haidang.kernel.manifest import Key, Severity, Trust, Words
from haidang.kernel.strict import ManifestError

FACTS = Path(__file__).parent / "facts"


class EventKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    key: Key
    name: Words
    icon: str
    severity: Severity
    counts: list[str]


class _Events(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kinds: list[EventKind]


class ViolationKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`check_within` and the others are the times of its procedure; without them it has none and is not taken in."""

    key: Key
    name: Words
    check_within: str = ""
    notice_within: str = ""
    process_within: str = ""
    law: str
    trust: Trust

    @property
    def has_procedure(self) -> bool:
        return bool(self.check_within and self.notice_within and self.process_within)

    def within(self, state: str) -> timedelta | None:
        """How long a violation may stay in a state."""
        text = {"detected": self.check_within, "confirmed": self.notice_within, "noticed": self.process_within}.get(
            state
        )
        return clock.duration(text) if text else None


class _Violations(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kinds_source: str
    kinds: list[ViolationKind]
    flow: Flow


def _violations() -> _Violations:
    path = FACTS / "violations.toml"
    read = strict.load(path, _Violations)
    for where, value, remedy in read.flow.contradictions():
        raise ManifestError(path, f"flow.{where}", value, remedy)
    return read


EVENTS = {one.key: one for one in strict.load(FACTS / "events.toml", _Events).kinds}
_READ = _violations()
VIOLATIONS = {one.key: one for one in _READ.kinds}
FLOW, SOURCE = _READ.flow, _READ.kinds_source
OPEN = FLOW.open_states()
