"""Device accounts at the broker are keys: kept in the broker's files while intake runs.

A key that may "ingest" is an account under its name; it may publish to the things its globs match, and hears nothing.
Brokers know no globs within a level, so these are spelled out over the things there are; a key without globs may speak
for things that nobody knows yet.
"""

import logging
import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from haidang.core.directory.devices import mqtt_password
from haidang.core.directory.models import Key
from haidang.core.things.models import Thing
from haidang.kernel import clock

from .accounts import Account, keep, mosquitto, nats
from .pace import Pace

log = logging.getLogger(__name__)

EVERY = 3.0  # seconds; with the broker's reload a revoked key ends within five
_WILD = set("*?[")


def device_accounts() -> list[Account]:
    """One for each open key that may send readings, by name."""
    known = list(Thing.objects.values_list("code", flat=True).order_by("code"))
    keys = [key for key in Key.objects.order_by("name") if "ingest" in key.can and key.is_open(clock.now())]
    return [Account(key.name, mqtt_password(key), _spelled_out(key.things, known)) for key in keys]


def _spelled_out(globs: Iterable[str], known: list[str]) -> tuple[str, ...] | None:
    patterns = list(globs)
    if not patterns or "*" in patterns:
        return None
    plain = {one for one in patterns if not _WILD & set(one)}
    return tuple(sorted(plain | {code for code in known if any(fnmatchcase(code, one) for one in patterns)}))


@dataclass(slots=True)
class Keeper:
    """Keeps a broker's files in step with the keys and tells the broker to read them again (SIGHUP).

    `folder` holds the files, `pid_file` names the broker's process; `own` are accounts that are no keys, such as intake's;
    keys that `pace` shuts out have no account for as long.
    """

    folder: Path
    pid_file: Path
    own: tuple[Account, ...] = ()
    form: str = "nats"
    pace: Pace = field(default_factory=Pace)
    _due_at: float = 0.0

    def refresh(self) -> None:
        if time.monotonic() < self._due_at:
            return
        self.pace.refresh()
        out = self.pace.shut_out()
        if self.write([*self.own, *(one for one in device_accounts() if one.name not in out)]):
            self._reload()
        self._due_at = time.monotonic() + EVERY

    def write(self, accounts: Iterable[Account]) -> bool:
        """Whether anything changed."""
        if self.form == "nats":
            return keep(self.folder / "accounts.conf", nats(accounts))
        passwords, acl = mosquitto(accounts)
        changed = [keep(self.folder / "passwords", passwords), keep(self.folder / "acl", acl)]
        return any(changed)

    def _reload(self) -> None:
        with suppress(FileNotFoundError, ValueError):
            pid = int(self.pid_file.read_text())
            try:
                os.kill(pid, signal.SIGHUP)
            except (ProcessLookupError, PermissionError) as error:
                log.warning("the broker (process %d) was not told of changed accounts: %s", pid, error)
