import shutil
import socket
import subprocess

import pytest

from haidang.api.intake.accounts import Account, keep, nats
from haidang.kernel.home import Home
from haidang.run import broker
from haidang.run.child import Program
from haidang.run.supervisor import Supervisor

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not shutil.which("mosquitto_pub"), reason="needs mosquitto-clients"),
]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("broker"))
    home.ensure()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    broker.configure(home, port)
    device = Account("device", broker.password(home, "device"))
    keep(home.broker / "accounts.conf", nats([broker.own_account(home), device]))
    supervisor = Supervisor(home)
    child = supervisor.start(Program("broker", broker.command(home)))
    supervisor.until(lambda: _listens(port), 10, child)
    yield home, port
    supervisor.stop()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _arguments(home: Home, port: int, account: str) -> list[str]:
    return ["-p", str(port), "-u", account, "-P", broker.password(home, account), "-V", "mqttv311", "-q", "1"]


def test_a_reading_waits_for_intake_while_it_is_away(running):
    home, port = running
    listen = ["mosquitto_sub", *_arguments(home, port, "intake"), "-t", "haidang/#", "-i", "intake", "-c"]
    subprocess.run([*listen, "-E"], check=True)
    say = ["mosquitto_pub", *_arguments(home, port, "device"), "-t", "haidang/AQ-001/pm25", "-m", "37.2"]
    subprocess.run(say, check=True)
    heard = subprocess.run([*listen, "-C", "1", "-W", "10"], capture_output=True, text=True)
    assert heard.stdout.strip() == "37.2"


def test_who_has_no_account_is_refused(running):
    _, port = running
    done = subprocess.run(
        ["mosquitto_pub", "-p", str(port), "-t", "haidang/AQ-001/pm25", "-m", "1"], capture_output=True
    )
    assert done.returncode != 0


def test_the_passwords_are_for_their_owner_only(running):
    home, _ = running
    assert {(home.broker / name).stat().st_mode & 0o777 for name in ("nats.conf", "accounts.conf")} == {0o600}


def test_the_accounts_of_devices_outlast_a_new_start(running):
    home, port = running
    before = (home.broker / "accounts.conf").read_text()
    broker.configure(home, port)
    assert (home.broker / "accounts.conf").read_text() == before


def test_a_port_that_is_taken_is_passed_over(running, monkeypatch):
    _, port = running
    monkeypatch.setattr(broker, "PORTS", range(port, port + 20))
    monkeypatch.delenv("HAIDANG_MQTT_PORT", raising=False)
    assert broker.port() > port
