"""A centre of its own for measurements: home, database, web and rules as real processes, thrown away afterwards.

HAIDANG_BENCH_HOME keeps a home between runs (it must be reachable by the database's account).
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SERIES_A_THING = 10
FRUGAL = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}


@dataclass
class Centre:
    home: Path
    port: int
    children: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, name: str, *arguments: str) -> None:
        log = (self.home / f"{name}.log").open("ab")
        command = [sys.executable, "-m", "haidang", name, *arguments]
        self.children[name] = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)

    def stop(self) -> None:
        for name in reversed(self.children):
            child = self.children[name]
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)

    def processor_seconds(self) -> dict[str, float]:
        """What each command and all its children have used, by command."""
        return {name: sum(_seconds(pid) for pid in family(child.pid)) for name, child in self.children.items()}

    def memory_mb(self) -> dict[str, float]:
        """Proportional set size by command."""
        return {name: sum(pss_mb(pid) for pid in family(child.pid)) for name, child in self.children.items()}


@contextmanager
def centre(*, web: bool = True, rules: bool = True, demo: bool = False) -> Iterator[Centre]:
    """A prepared, empty centre (`demo`: with people and stations). Django is set up for it in this process."""
    kept = os.environ.get("HAIDANG_BENCH_HOME")
    home = Path(kept or tempfile.mkdtemp(prefix="hd-bench-", dir="/var/tmp"))
    home.mkdir(exist_ok=True)
    home.chmod(0o711)
    one = Centre(home, free_port())
    os.environ.update(
        FRUGAL, HAIDANG_HOME=str(home), HAIDANG_PORT=str(one.port), HAIDANG_HOST="127.0.0.1",
        DJANGO_SETTINGS_MODULE="haidang.settings",
    )  # fmt: skip
    if demo:
        os.environ["HAIDANG_OUTSIDE"] = f"http://localhost:{free_port()}"  # named by connectors; nobody needs to answer
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the children have sessions of their own
    (home / "database.log").unlink(missing_ok=True)  # a home that is kept said long ago that its database is there
    try:
        one.start("database")
        _until(lambda: "database at" in (home / "database.log").read_text(), 180, home / "database.log")
        subprocess.run(
            [sys.executable, "-m", "haidang", "prepare", *(["--demo"] if demo else [])],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        import django

        django.setup()
        if rules:
            one.start("rules")
        if web:
            one.start("web")
            _until(lambda: _answers(one.url), 240, home / "web.log")
        yield one
    finally:
        one.stop()
        if not kept:
            shutil.rmtree(home, ignore_errors=True)


def fill(series: int) -> list[tuple[str, str]]:
    """Things with ten series each in one place, of one source. Their names, (thing, series)."""
    from haidang.core.directory.models import Place
    from haidang.core.things.models import Series, Source, Thing
    from haidang.kernel import registry

    found = registry.thing_type("air_station")
    assert found is not None
    keys = found[1].series[:SERIES_A_THING]
    place = Place.objects.filter(valid_to=None).exclude(parent=None).first()
    source, _ = Source.objects.get_or_create(key="bench", defaults={"name_vi": "b", "name_en": "b", "door": "ingest"})
    codes = [f"BN-{number:05d}" for number in range(series // SERIES_A_THING)]
    there = set(Thing.objects.filter(source=source).values_list("code", flat=True))
    Thing.objects.bulk_create(
        [
            Thing(
                code=code, domain=found[0].key, type="air_station", name_vi=code, name_en=code, folded=code,
                sort_key=code, place=place, source=source,
            )
            for code in codes
            if code not in there
        ],
        batch_size=2000,
    )  # fmt: skip
    facts = {
        "cadence_seconds": 60,
        "valid_min": -1000,
        "valid_max": 10_000,
        "max_step_per_minute": 50_000,
        "stuck_seconds": 3600,
    }
    Series.objects.bulk_create(
        [
            Series(thing=thing, key=key, source=source, **facts)
            for thing in Thing.objects.filter(source=source).exclude(code__in=there)
            for key in keys
        ],
        batch_size=5000,
    )
    return [(code, key) for code in codes for key in keys]


def new_key(name: str, *scopes: str) -> str:
    """A fresh key's token."""
    from haidang.core.directory.keys import new_token
    from haidang.core.directory.models import Key

    token, prefix, hashed = new_token()
    Key.objects.filter(name=name).delete()
    Key.objects.create(name=name, prefix=prefix, hash=hashed, can=list(scopes))
    return token


def ten_rules_a_series() -> int:
    """Ten thresholds for each of the ten quantities, none of which the values of a bench pass. How many there are.

    The domain's own rules are switched off: they would see thousands of stations fall silent when the bench ends.
    """
    from haidang.core.directory.models import Place
    from haidang.core.rules.editing import create_rule
    from haidang.core.rules.models import Rule
    from haidang.kernel import clock, registry
    from haidang.kernel.action import system

    found = registry.thing_type("air_station")
    assert found is not None
    province = Place.objects.get(parent=None, valid_to=None)
    words = {"vi": "đo tốc độ", "en": "bench"}
    for series in found[1].series[:SERIES_A_THING]:
        for number in range(10):
            key = f"bench_{series.lower().replace('.', '_').replace('-', '_')}_{number}"
            if Rule.objects.filter(domain=found[0].key, key=key).exists():
                continue
            facts = {
                "key": key, "name": words, "series": series, "things": ["air_station"], "severity": 4,
                "when": {"kind": "threshold", "op": ">", "value": 5000.0 + number}, "for": "5m" if number % 3 == 0 else "0s",
                "cause": words, "consequence": words, "action": words, "acknowledge_within": "1h",
            }  # fmt: skip
            create_rule(system("bench"), province, domain=found[0].key, facts=facts, why="bench")
    Rule.objects.exclude(key__startswith="bench_").update(is_enabled=False, changed_at=clock.now())
    return Rule.objects.filter(key__startswith="bench_").count()


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "?")
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024 // 1024
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    load = os.getloadavg()[0]
    return {
        "machine": f"{len(os.sched_getaffinity(0))} x {model}, {memory} GB",
        "commit": commit.stdout.strip() or "?",
        "load_before": f"{load:.1f}",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/metrics", timeout=5):
            return True
    except OSError:
        return False


def _until(is_so: Callable[[], bool], within: float, log: Path) -> None:
    give_up_at = time.monotonic() + within
    while time.monotonic() < give_up_at:
        try:
            if is_so():
                return
        except FileNotFoundError:
            pass
        time.sleep(0.2)
    raise SystemExit(f"it did not come up: see {log}\n{log.read_text()[-2000:]}")


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text().rsplit(")", 1)[1].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    found = [pid]
    for parent in found:
        found += [child for child, of in parents.items() if of == parent]
    return found


def _seconds(pid: int) -> float:
    try:
        cells = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    own_and_of_children_that_ended = (int(cell) for cell in cells[11:15])
    return sum(own_and_of_children_that_ended) / os.sysconf("SC_CLK_TCK")


def pss_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
