"""The HTTP side of the simulator: readings to /ingest, and which exercises run."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import msgspec

from haidang.kernel.geo import Point

from .access import Access
from .parcels import Line
from .scenarios import Exercise

PATIENCE = 60.0  # seconds a delivery is tried again
AGAIN = frozenset({429, 500, 502, 503, 504})


class Undelivered(Exception):
    """The door did not take a delivery in time, or refused it."""


@dataclass
class Web:
    """One connection to the centre's own API."""

    access: Access
    patience: float = PATIENCE
    sleep: Callable[[float], None] = time.sleep
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        headers = {"authorization": f"Bearer {self.access.key}", "accept-language": "vi"}
        self.client = httpx.Client(base_url=self.access.url, headers=headers, timeout=30.0, trust_env=False)

    def close(self) -> None:
        self.client.close()

    def send(self, readings: list[Line]) -> dict[str, Any]:
        """Deliver readings; what the door said of them. Slows down when asked to. Raises Undelivered."""
        found: dict[str, Any] = self._post("/ingest", msgspec.json.encode({"readings": readings}), (200,))
        return found

    def _post(self, path: str, body: bytes, well: tuple[int, ...]) -> Any:
        """What the door said, patiently asked. Raises Undelivered."""
        give_up_at, wait = time.monotonic() + self.patience, 0.2
        while True:
            try:
                answer = self.client.post(path, content=body, headers={"content-type": "application/json"})
            except httpx.TransportError as error:
                said, wait = f"{self.access.url}: {error}", min(wait * 2, 5.0)
            else:
                if answer.status_code in well:
                    return answer.json()
                said = f"{path} answered {answer.status_code}: {answer.text[:200]}"
                if answer.status_code not in AGAIN:
                    raise Undelivered(said)
                wait = _seconds(answer.headers.get("retry-after")) or min(wait * 2, 5.0)
            if time.monotonic() + wait > give_up_at:
                raise Undelivered(said)
            self.sleep(wait)

    def report(self, service: str, text: str, point: Point) -> str:
        """Send one report of an invented citizen by Open311, marked as simulated; its code. Raises Undelivered."""
        given = {"service_code": service, "description": text, "lat": str(point.lat), "long": str(point.lon)}
        headers = {"X-Simulated": "true"}
        try:
            answer = self.client.post(
                "/open311/v2/requests.json", data=given | {"api_key": self.access.key}, headers=headers
            )
            answer.raise_for_status()
            return str(answer.json()[0]["service_request_id"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError, IndexError) as error:
            raise Undelivered(f"/open311/v2/requests: {error}") from error

    def values(self, values: list[dict[str, Any]], *, source: str) -> dict[str, Any]:
        """Deliver figures of indicators, marked as simulated; the receipt. Raises Undelivered."""
        given = {
            "values": values,
            "simulated": True,
            "whole": False,
            "label": "Số liệu mô phỏng",
            "source_text": source,
        }
        found: dict[str, Any] = self._post("/api/v1/indicators/values", msgspec.json.encode(given), (200, 201))
        return found

    def exercises(self) -> tuple[Exercise, ...]:
        """Those that run now. Raises Undelivered when the API does not say."""
        try:
            answer = self.client.get("/api/v1/exercises", params={"state": "active"}, timeout=5.0)
            answer.raise_for_status()
            return tuple(_exercise(one) for one in answer.json())
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise Undelivered(f"/api/v1/exercises: {error}") from error


def _seconds(text: str | None) -> float:
    return float(text) if text and text.isdigit() else 0.0


def _exercise(told: dict[str, Any]) -> Exercise:
    return Exercise(
        code=told["code"],
        scenario=told["scenario"],
        parameters=told["parameters"],
        seed=told["seed"],
        place=told["place"],
        started=datetime.fromisoformat(told["started_at"]).timestamp(),
        ends=datetime.fromisoformat(told["ends_at"]).timestamp(),
    )
