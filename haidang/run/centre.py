"""A whole centre: which processes it has, in which order they come up, and what is said at the end."""

import http.client
import json
import math
import os
import socket
from typing import Any

from haidang.kernel import registry
from haidang.kernel.home import Home, is_embedded

from . import broker, postgres, programs
from .child import Child, python
from .console import Stop, note, say, step
from .demo import env
from .setup import EARLY
from .supervisor import Interrupted, Supervisor

DATABASE_WITHIN = 60.0  # seconds; recovery after a kill under load takes a while
WEB_WITHIN = 60.0
HEALTHY_WITHIN = 30.0
FILLED_BY = ("casework", "backfill")
FILLED = "the demo's cases and history are all there"


class Centre:
    """One centre in a home. `environment` is what its processes get beside what everybody has."""

    def __init__(self, home: Home, *, demo: bool) -> None:
        self.home, self.demo = home, demo
        self.supervisor = Supervisor(home)
        self.environment: dict[str, str] = {}

    def run(self) -> None:
        """Start everything, then watch until somebody asks to stop."""
        listener = programs.door()
        self.supervisor.listen_to_signals()
        say(f"Hải Đăng starts in {self.home.root}")
        try:
            self._start(listener)
            self._say_where()
            if self.demo:
                self._fill()
            self.supervisor.watch()
        except Interrupted:
            pass
        finally:
            say("stopping")
            self.supervisor.stop()
        say("stopped; the next start continues")

    def _start(self, listener: socket.socket) -> None:
        """The processes load their modules while the tables are made, and begin when those are there."""
        if is_embedded():
            self._start_database()
        if self.demo:
            os.environ["HAIDANG_OUTSIDE"] = programs.outside()
            self.environment |= programs.dropping()
            self._start_broker()
        self.home.preparing.touch()
        self.environment[EARLY] = "1"
        web = [
            self.supervisor.start(programs.web(n, listener, self.environment))
            for n in range(1, programs.WEB_PROCESSES + 1)
        ]
        for name in ("rules", "worker", "intake", *(["outside"] if self.demo else [])):
            self.supervisor.start(programs.command(name, self.environment))
        for domain in registry.processes():
            self.supervisor.start(programs.domain(domain, self.environment))
        self._prepare()
        self.home.preparing.unlink()
        with step("web, rules, worker, intake"):
            self.supervisor.until(lambda: self._health() is not None, WEB_WITHIN, web[0])
        self._wait_for_health(web[0])

    def _fill(self) -> None:
        """Beside the open centre, once: cases, two days of readings, years of figures; then the present.

        Without them it is still a demo.
        """
        told = env.read(self.home)
        self.environment |= {name: told[name] for name in ("HAIDANG_URL", "HAIDANG_SIM_KEY")}
        if not self.home.filling.exists():
            self.supervisor.start(programs.command("sim", self.environment))
            return
        casework, history = (
            self.supervisor.start(programs.command(name, self.environment, once=True)) for name in FILLED_BY
        )
        is_whole = self._let_end(history)
        figures = self.supervisor.start(programs.command("figures", self.environment, once=True))
        self.supervisor.start(programs.command("sim", self.environment))
        is_whole &= self._let_end(casework)
        is_whole &= self._let_end(figures)
        self.home.filling.unlink(missing_ok=True)
        if is_whole:
            note(FILLED)

    def _let_end(self, child: Child) -> bool:
        """Whether it ended well."""
        self.supervisor.until(lambda: child.is_done, math.inf, child)
        if child.process.returncode:
            note(f"going on without {child.program.name} (see {child.log.path}); the next start tries again")
        return child.process.returncode == 0

    def _start_database(self) -> None:
        with step("database"):
            postgres.initialise(self.home)
            child = self.supervisor.start(programs.database(self.home))
            url = postgres.url(self.home, "postgres")
            self.supervisor.until(lambda: postgres.answers(url), DATABASE_WITHIN, child)
            postgres.create_database(self.home)

    def _prepare(self) -> None:
        demo = ["--demo"] if self.demo else []
        self.supervisor.finish(python("prepare", "prepare", *demo, environment=programs.FRUGAL))

    def _start_broker(self) -> None:
        with step("message broker"):
            port = broker.port()
            broker.configure(self.home, port)
            child = self.supervisor.start(programs.message_broker(self.home))
            self.supervisor.until(lambda: _listens(port), 10.0, child)
            self.environment["HAIDANG_MQTT_URL"] = broker.url(self.home, "intake", port)
            self.environment["HAIDANG_MQTT_ACCOUNTS"] = f"nats:{self.home.broker}"
        env.add(
            self.home,
            {
                "HAIDANG_URL": programs.address(),
                "HAIDANG_MQTT_HOST": "127.0.0.1",
                "HAIDANG_MQTT_PORT": str(port),
            },
        )

    def _health(self) -> dict[str, Any] | None:
        """What /healthz says, None while nobody answers."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(programs.host(), programs.host())  # noqa: S104
        connection = http.client.HTTPConnection(host, programs.port(), timeout=2)
        try:
            connection.request("GET", "/healthz")
            said = json.loads(connection.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()
        return said if isinstance(said, dict) else None

    def _wait_for_health(self, web: Child) -> None:
        try:
            self.supervisor.until(lambda: (self._health() or {}).get("status") == "ok", HEALTHY_WITHIN, web)
        except Stop:
            note(f"not everything is well yet: {json.dumps(self._health(), ensure_ascii=False)}")
            note(f"the processes' own words are in {self.home.logs}")

    def _say_where(self) -> None:
        say()
        say(f"  {programs.address()}")
        if self.demo:
            say()
            for account, password, title in env.one_account_for_each_title(self.home):
                say(f"  {account:<12} {password}   {title}")
            say(f"  (all accounts and keys: {self.home.demo_env})")
            say("\n  All data shown is simulated. / Mọi số liệu đều là mô phỏng.")
            if self.home.filling.exists():
                say(
                    "  Cases, two days of readings and years of figures are still being filled in."
                    " / Đang nạp hồ sơ, lịch sử hai ngày và số liệu nhiều năm."
                )
        say("\nCtrl-C stops everything.")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
