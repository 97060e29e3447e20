"""Starts processes, watches them, starts again what ends, and stops all of them in order.

One thread, one loop: nothing is started from another thread, because the kernel ties a child's life to the thread
that started it.
"""

import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from types import FrameType

from haidang.kernel.home import Home

from .child import Child, Program, spawn
from .console import Stop, note
from .logs import Log

TICK = 0.1  # seconds
PATIENCE = {0: 4.0, 1: 4.0}  # seconds a stage may take to stop before it is killed
LAST_RESORT = {0: signal.SIGKILL, 1: signal.SIGQUIT}  # PostgreSQL takes SIGQUIT as an immediate, safe shutdown


class Interrupted(Exception):
    """Somebody asked the supervisor to stop."""


class Supervisor:
    """The children of one centre by name, in the order they were started; they end with it."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.children: dict[str, Child] = {}
        self.stopping = False
        self._pipes = selectors.DefaultSelector()

    def listen_to_signals(self) -> None:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def start(self, program: Program) -> Child:
        child = Child(program, Log(self.home.logs / f"{program.name}.log"))
        self.children[program.name] = child
        self._pipes.register(child.pipe, selectors.EVENT_READ, child)
        self._write_down()
        return child

    def tick(self) -> None:
        """Move logs, notice who ended, start again whose time has come."""
        self._pump(TICK)
        for child in self.children.values():
            if child.is_alive() or child.is_done:
                continue
            if not child.due_at:
                self._notice_end(child)
            elif time.monotonic() >= child.due_at and not self.stopping:
                self._restart(child)

    def _pump(self, wait: float) -> None:
        if not self._pipes.get_map():
            time.sleep(wait)
            return
        for key, _ in self._pipes.select(wait):
            if not key.data.pump():
                self._pipes.unregister(key.fd)

    def _notice_end(self, child: Child) -> None:
        wait = child.plan_restart()
        if not self.stopping and not child.is_done:
            again = "starting it again" if wait < 1 else f"trying again in {wait:.0f} s (see {child.log.path})"
            note(f"{child.program.name} {child.how_it_ended()}, {again}")

    def _restart(self, child: Child) -> None:
        if child.pipe in self._pipes.get_map():
            child.pump()
            self._pipes.unregister(child.pipe)
        child.due_at = 0.0
        child.restart()
        self._pipes.register(child.pipe, selectors.EVENT_READ, child)
        self._write_down()

    def _write_down(self) -> None:
        """Leave the process ids for the next start, should this one be killed."""
        pids = "".join(f"{child.process.pid} {name}\n" for name, child in self.children.items())
        written = self.home.run / "children.new"
        written.write_text(pids)
        written.replace(self.home.run / "children")

    def until(self, condition: Callable[[], bool], within: float, waiting_for: Child) -> None:
        """Tick until the condition holds. Raises Interrupted, or Stop with the child's last words."""
        give_up_at = time.monotonic() + within
        while not condition():
            self.tick()
            if self.stopping:
                raise Interrupted
            if time.monotonic() > give_up_at:
                name = waiting_for.program.name
                raise Stop(
                    f"{name} did not come up in {within:.0f} s:\n{waiting_for.log.tail()}", "read the lines above"
                )

    def finish(self, program: Program) -> None:
        """Run a program to its end, on our own terminal. Raises Interrupted, or Stop when it fails."""
        process = spawn(program)
        while process.poll() is None:
            self.tick()
            if self.stopping:
                process.terminate()
                _wait([process], 3.0)
                process.kill()
                raise Interrupted
        if process.returncode:
            raise Stop(f"{program.name} failed", "do as said above, then start again; what was done is kept")

    def watch(self) -> None:
        """Until somebody asks to stop."""
        while not self.stopping:
            self.tick()

    def stop(self) -> None:
        """Stage by stage: first those who use the database, then the database."""
        self.stopping = True
        for stage, patience in PATIENCE.items():
            group = [child for child in self.children.values() if child.program.stage == stage]
            for child in group:
                child.send(child.program.stop_with)
            self._pump_until_ended(group, patience)
            for child in group:
                child.send(LAST_RESORT[stage])
            _wait((child.process for child in group), 1.0)
        (self.home.run / "children").unlink(missing_ok=True)

    def _pump_until_ended(self, group: list[Child], within: float) -> None:
        give_up_at = time.monotonic() + within
        while time.monotonic() < give_up_at and any(child.is_alive() for child in group):
            self._pump(TICK)


def _wait(processes: Iterable["subprocess.Popen[bytes]"], within: float) -> None:
    for process in processes:
        try:
            process.wait(within)
        except subprocess.TimeoutExpired:
            process.kill()
