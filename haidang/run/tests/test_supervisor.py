import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from haidang.kernel.home import Home
from haidang.run.child import Program
from haidang.run.console import Stop
from haidang.run.only_one import only_one
from haidang.run.supervisor import Supervisor

pytestmark = pytest.mark.processes

SLEEPER = "print('awake', flush=True); import time; time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('awake', flush=True); time.sleep(600)"
)


def python(code: str, name: str = "sleeper") -> Program:
    return Program(name, [sys.executable, "-c", code])


@pytest.fixture
def supervisor(tmp_path):
    home = Home(tmp_path)
    home.ensure()
    supervisor = Supervisor(home)
    yield supervisor
    supervisor.stop()


def said(child, text: str) -> bool:
    return text in child.log.tail()


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_killed_child_comes_back(supervisor):
    child = supervisor.start(python(SLEEPER))
    supervisor.until(lambda: said(child, "awake"), 10, child)
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    supervisor.until(lambda: child.process.pid != first and child.is_alive(), 5, child)
    assert not lives(first)


def test_a_child_that_never_lasts_is_tried_ever_more_slowly(supervisor, capsys):
    child = supervisor.start(python("raise SystemExit(3)"))
    supervisor.until(lambda: child.failures == 3, 10, child)
    waits = [child.plan_restart() for _ in range(12)]
    assert waits == sorted(waits)
    assert waits[-1] == 30
    assert "sleeper ended with code 3, starting it again" in capsys.readouterr().out


def test_what_a_child_says_is_in_its_log(supervisor):
    child = supervisor.start(
        python("import sys; print('out'); print('err', file=sys.stderr); import time; time.sleep(600)")
    )
    supervisor.until(lambda: said(child, "err"), 10, child)


def test_a_child_that_does_not_come_up_is_named_with_its_last_words(supervisor):
    child = supervisor.start(python("print('no such table', flush=True); import time; time.sleep(600)"))
    supervisor.until(lambda: said(child, "no such table"), 10, child)
    with pytest.raises(Stop, match="no such table"):
        supervisor.until(lambda: False, 0.3, child)


def test_a_child_that_ignores_the_request_is_killed_in_time(supervisor):
    child = supervisor.start(python(STUBBORN))
    supervisor.until(lambda: said(child, "awake"), 10, child)
    began_at = time.monotonic()
    supervisor.stop()
    assert not child.is_alive()
    assert time.monotonic() - began_at < 10


def test_those_who_use_the_database_stop_before_it(supervisor, tmp_path):
    code = """
import os, signal, sys, time
def end(*_):
    os.write(1, b"%f\\n" % time.monotonic())
    sys.exit()
signal.signal(signal.SIGTERM, end)
os.write(1, b"awake\\n")
time.sleep(600)
"""
    late = supervisor.start(Program("database", [sys.executable, "-c", code], stage=1))
    early = supervisor.start(python(code, "web"))
    supervisor.until(lambda: said(late, "awake") and said(early, "awake"), 10, late)
    supervisor.stop()
    for child in (late, early):
        child.pump()
    assert float(early.log.tail().split()[-1]) < float(late.log.tail().split()[-1])


def test_children_end_with_a_supervisor_that_was_killed(tmp_path):
    code = f"""
import sys
from pathlib import Path
from haidang.kernel.home import Home
from haidang.run.child import Program
from haidang.run.supervisor import Supervisor
home = Home(Path({str(tmp_path)!r}))
home.ensure()
supervisor = Supervisor(home)
child = supervisor.start(Program("sleeper", [sys.executable, "-c", {SLEEPER!r}]))
supervisor.until(lambda: "awake" in child.log.tail(), 10, child)
print(child.process.pid, flush=True)
supervisor.watch()
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    child = int(process.stdout.readline())
    process.kill()
    process.wait()
    give_up_at = time.monotonic() + 30
    while lives(child) and time.monotonic() < give_up_at:
        time.sleep(0.02)
    assert not lives(child)


def test_a_home_that_is_in_use_is_refused_with_the_remedy(tmp_path):
    home = Home(tmp_path)
    with only_one(home), pytest.raises(Stop, match=f"process {os.getpid()}.*\n.*another home"), only_one(home):
        pass


def test_what_a_killed_start_left_behind_is_ended(tmp_path):
    home = Home(tmp_path)
    home.ensure()
    left = subprocess.Popen([sys.executable, "-c", SLEEPER, "haidang"], stdout=subprocess.PIPE)
    left.stdout.readline()
    (home.run / "children").write_text(f"{left.pid} rules\n")
    with only_one(home):
        assert left.wait(20) == -signal.SIGTERM


def test_a_log_turns_over_when_it_is_full(tmp_path, monkeypatch):
    from haidang.run import logs

    monkeypatch.setattr(logs, "LARGEST", 100)
    log = logs.Log(tmp_path / "web.log")
    for number in range(30):
        log.write(b"%03d " % number * 10)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["web.1.log", "web.2.log", "web.3.log", "web.log"]
    assert "029" in log.tail()


def test_what_runs_once_is_left_when_it_has_ended_well(supervisor, capsys):
    child = supervisor.start(Program("once", [sys.executable, "-c", "pass"], once=True))
    supervisor.until(lambda: child.is_done, 10, child)
    supervisor.tick()
    assert (child.process.returncode, child.failures, capsys.readouterr().out) == (0, 0, "")


def test_what_runs_once_and_fails_is_tried_a_few_times(supervisor, capsys):
    child = supervisor.start(Program("once", [sys.executable, "-c", "raise SystemExit(3)"], once=True))
    supervisor.until(lambda: child.is_done, 10, child)
    supervisor.tick()
    assert (child.process.returncode, child.failures) == (3, 3)
    assert capsys.readouterr().out.count("starting it again") == 2
