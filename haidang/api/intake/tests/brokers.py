"""Real brokers on free ports, for tests: mosquitto (MQTT 5) and nats-server (3.1.1)."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from haidang.api.intake.accounts import Account, keep, mosquitto, nats
from haidang.api.intake.mqtt import Broker, broker_of

INTAKE = Account("intake", "nghe-het", hears=True)
NATS = Path(sys.executable).parent / "nats-server"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition: Callable[[], object], within: float = 20.0, what: str = "it") -> None:
    give_up_at = time.monotonic() + within
    while not condition():
        assert time.monotonic() < give_up_at, f"{what} did not happen in {within:.0f} s"
        time.sleep(0.02)


@dataclass
class RunningBroker:
    folder: Path
    version: str  # as mosquitto_pub writes it
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log)
        until(self.listens, 10, "the broker's start")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def seen_by(self, account: Account = INTAKE) -> Broker:
        number = "5" if self.version == "5" else "3"
        return broker_of(f"mqtt://{account.name}:{account.password}@127.0.0.1:{self.port}?version={number}")

    def url(self) -> str:
        return f"mqtt://{INTAKE.name}:{INTAKE.password}@127.0.0.1:{self.port}"

    def publish(self, topic: str, *payloads: str | bytes, account: Account, retain: bool = False, qos: int = 1) -> int:
        """The exit code of mosquitto_pub."""
        return max(self._publish(topic, one, account, retain, qos) for one in payloads)

    def _publish(self, topic: str, payload: str | bytes, account: Account, retain: bool, qos: int) -> int:
        raw = payload if isinstance(payload, bytes) else payload.encode()
        options = [*self._options(account), "-t", topic, "-q", str(qos), "-s", *(["-r"] if retain else [])]
        return subprocess.run(["mosquitto_pub", *options], input=raw, capture_output=True, check=False).returncode

    def stream(self, topic: str, lines: Iterable[str], account: Account) -> "subprocess.Popen[bytes]":
        """A publisher that sends a message a line, each with QoS 1, and ends when all are acknowledged."""
        options = [*self._options(account), "-t", topic, "-q", "1", "-l"]
        given = self.folder / "lines"
        given.write_text("".join(f"{line}\n" for line in lines))
        with given.open("rb") as source:
            return subprocess.Popen(["mosquitto_pub", *options], stdin=source, stderr=subprocess.DEVNULL)

    def _options(self, account: Account) -> list[str]:
        return ["-p", str(self.port), "-u", account.name, "-P", account.password, "-V", self.version]

    def command(self) -> list[str]:
        raise NotImplementedError

    def allow(self, *accounts: Account) -> None:
        raise NotImplementedError


class Mosquitto(RunningBroker):
    """As docs/why/mqtt.md asks for: everything queued is kept and never dropped."""

    def command(self) -> list[str]:
        (self.folder / "mosquitto.conf").write_text(
            f"listener {self.port} 127.0.0.1\n"
            f"persistence true\npersistence_location {self.folder}/\n"
            f"password_file {self.folder}/passwords\nacl_file {self.folder}/acl\n"
            "max_queued_messages 0\nmax_inflight_messages 1000\nmessage_size_limit 1000000\n"
            f"pid_file {self.folder}/pid\nuser root\n"
        )
        return [shutil.which("mosquitto") or "/usr/sbin/mosquitto", "-c", str(self.folder / "mosquitto.conf")]

    def allow(self, *accounts: Account) -> None:
        passwords, acl = mosquitto([INTAKE, *accounts])
        keep(self.folder / "passwords", passwords)
        keep(self.folder / "acl", acl)


class Nats(RunningBroker):
    def command(self) -> list[str]:
        text = (
            f'server_name: "test"\nlisten: "127.0.0.1:-1"\npid_file: "{self.folder}/pid"\n'
            f'jetstream {{store_dir: "{self.folder}/store"}}\n'
            f'mqtt {{listen: "127.0.0.1:{self.port}", ack_wait: "10s", max_ack_pending: 2000}}\n'
            'authorization {include "accounts.conf"}\n'
        )
        (self.folder / "nats.conf").write_text(text)
        return [str(NATS), "--config", str(self.folder / "nats.conf")]

    def allow(self, *accounts: Account) -> None:
        keep(self.folder / "accounts.conf", nats([INTAKE, *accounts]))
