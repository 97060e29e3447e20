"""A centre as people start it: `haidang up` in a home of its own, thrown away afterwards."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import centre


@dataclass
class Whole:
    home: Path
    port: int
    process: "subprocess.Popen[bytes]"

    def pid_of(self, name: str) -> int | None:
        """One process of that name; of the database its postmaster, which the supervisor started."""
        family = centre.family(self.process.pid)
        return next((pid for pid in family if _name(pid, self.process.pid) == name), None)

    def memory_by_name(self) -> dict[str, float]:
        """Proportional set size in MB; what the database's own children hold counts as the database."""
        sums: dict[str, float] = defaultdict(float)
        for pid in centre.family(self.process.pid):
            sums[_name(pid, self.process.pid)] += centre.pss_mb(pid)
        return dict(sums)


@contextmanager
def whole(*options: str, within: float = 120) -> Iterator[Whole]:
    """Started and healthy. Django is set up for it in this process."""
    home = Path(tempfile.mkdtemp(prefix="hd-bench-", dir="/var/tmp"))
    home.chmod(0o711)
    port = centre.free_port()
    os.environ.update(
        HAIDANG_HOME=str(home),
        HAIDANG_PORT=str(port),
        HAIDANG_HOST="127.0.0.1",
        DJANGO_SETTINGS_MODULE="haidang.settings",
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with (home / "up.log").open("wb") as log:
        command = [sys.executable, "-m", "haidang", "up", *options]
        one = Whole(home, port, subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True))
    try:
        _until_healthy(one, within)
        import django

        django.setup()
        yield one
    finally:
        one.process.send_signal(signal.SIGTERM)
        try:
            one.process.wait(30)
        except subprocess.TimeoutExpired:
            for pid in reversed(centre.family(one.process.pid)):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(home, ignore_errors=True)


def _until_healthy(one: Whole, within: float) -> None:
    give_up_at = time.monotonic() + within
    while time.monotonic() < give_up_at and one.process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{one.port}/healthz", timeout=5) as answer:
                if json.load(answer)["status"] == "ok":
                    return
        except (OSError, urllib.error.URLError, ValueError):
            pass
        time.sleep(0.5)
    raise SystemExit((one.home / "up.log").read_text()[-3000:])


def _name(pid: int, supervisor: int) -> str:
    if pid == supervisor:
        return "supervisor"
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return "gone"
    if b"haidang" in words:
        return words[words.index(b"haidang") + 1].decode()
    return "database" if b"postgres" in words[0] else "broker" if b"nats" in words[0] else "other"
