"""Where the public doors of this centre are, and the simulator's credentials: the environment, then `demo.env`."""

import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from haidang.kernel import home


class NoAccess(Exception):
    """The simulator has no key: nothing can be sent."""


@dataclass(frozen=True, slots=True)
class Access:
    """`mqtt` is empty when there is no broker; its signals then go through HTTP."""

    url: str
    key: str
    mqtt: str
    drops: Path


def found() -> Access:
    """Raises NoAccess that names the remedy."""
    told = {**_demo_env(), **os.environ}
    key = told.get("HAIDANG_SIM_KEY", "")
    if not key:
        raise NoAccess("the simulator has no key: start the demo (`haidang up --demo`) or set HAIDANG_SIM_KEY")
    port = os.environ.get("HAIDANG_PORT", "8000")
    url = os.environ.get("HAIDANG_URL") or f"http://127.0.0.1:{port}"
    return Access(url.rstrip("/"), key, _broker(told), home.here().drops)


def _broker(told: dict[str, str]) -> str:
    """The address with the simulator's own account at the broker, empty when there is none."""
    user, password = told.get("HAIDANG_SIM_MQTT_USER"), told.get("HAIDANG_SIM_MQTT_PASSWORD", "")
    host, port = told.get("HAIDANG_MQTT_HOST"), told.get("HAIDANG_MQTT_PORT", "1883")
    return f"mqtt://{quote(user)}:{quote(password, safe='')}@{host}:{port}" if user and host else ""


def _demo_env() -> dict[str, str]:
    try:
        words = shlex.split(home.here().demo_env.read_text(), comments=True)
    except FileNotFoundError:
        return {}
    return dict(word.split("=", 1) for word in words if "=" in word)
