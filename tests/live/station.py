"""A station that nobody simulates: made through the API, speaking through the door, with a key of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from .desk import Centre


@dataclass
class Station:
    """`series` is what it measures."""

    centre: Centre
    key: str
    code: str
    series: str

    def ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        key = {"Authorization": f"Bearer {self.key}"}
        answer = httpx.post(f"{self.centre.url}{path}", json=body, headers=key, timeout=30)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def send(self, value: float) -> None:
        """One reading of this moment, through the door."""
        at = datetime.now(UTC).isoformat()
        reading = {"thing": self.code, "series": self.series, "at": at, "value": value}
        assert self.ask("/ingest", {"readings": [reading]})["accepted"] == 1


def build(centre: Centre, code: str, series: str, **facts: Any) -> Station:
    """Make a key and the station; `facts` are what the API takes for a thing."""
    program = [sys.executable, "-m", "haidang", "key", "create", "--name", code, "--can", "ingest", "things"]
    home = {**os.environ, "HAIDANG_HOME": str(centre.home.root)}
    made = subprocess.run(program, env=home, capture_output=True, text=True, timeout=120, check=True)
    station = Station(centre, made.stdout.strip(), code, series)
    station.ask("/api/v1/things", {"code": code, **facts})
    return station
