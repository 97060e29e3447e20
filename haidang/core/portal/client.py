"""Speaking with the portal: a session by user name and password, then one POST for every service.

{"username": …, "password": …} -> {"session": …, "error_code": 0}
{"session": …, "madonvi": …, "service": "DongBoHoSoMC", "isUpdating": …, "data": […]} -> {"error_code": 0, "result": …}
"""

import threading
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx

from haidang.kernel import outgoing

from .line import Line

TIMEOUT = 20.0  # seconds
MOST_ANSWER = 2_000_000
GOOD = ("0", "00", "")
SESSION_ENDED = ("-1", "401")
"""Error codes that ask for a new session; HTTP 401 does too."""


class Failed(Exception):
    """A call that brought nothing. kind: network (try again later), refused (the portal will not have it as it is)."""

    def __init__(self, kind: Literal["network", "refused"], said: str) -> None:
        super().__init__(said)
        self.kind: Literal["network", "refused"] = kind
        self.said = said[:2000]


@dataclass
class Portal:
    """One line in use. The session is kept for all calls of the process."""

    line: Line
    _session: str = field(default="", repr=False)

    def call(self, service: str, **more: Any) -> dict[str, Any]:
        """The answer of a service. Raises Failed."""
        for is_second in (False, True):
            self._session = self._session or self._logged_in()
            body = {"session": self._session, "madonvi": self.line.setting("madonvi"), "service": service, **more}
            answer, status = self._posted(self.line.service_url, body)
            code = str(answer.get("error_code", ""))
            if (status == 401 or code in SESSION_ENDED) and not is_second:
                self._session = ""
                continue
            if status >= 400 or code not in GOOD:
                said = str(answer.get("message") or answer.get("error_message") or answer)
                raise Failed("refused", f"{status} {code}: {said}")
            return answer
        raise AssertionError("a call ends within two turns")

    def _logged_in(self) -> str:
        who = {"username": self.line.connector.client, "password": self.line.password}
        answer, status = self._posted(self.line.login_url, who)
        session = str(answer.get("session") or "")
        if status >= 400 or str(answer.get("error_code", "")) not in GOOD or not session:
            raise Failed("network", f"login: {status} {answer.get('message', '')}")
        return session

    def _posted(self, url: str, body: dict[str, Any]) -> tuple[dict[str, Any], int]:
        dstcode = self.line.setting("dstcode")
        try:
            with outgoing.client(TIMEOUT) as client:
                answer = client.post(url, json=body, headers={"dstcode": dstcode} if dstcode else {})
        except httpx.HTTPError as error:
            raise Failed("network", f"{type(error).__name__}: {error}") from None
        if answer.status_code >= 500 or answer.status_code == 429 or len(answer.content) > MOST_ANSWER:
            raise Failed("network", f"{answer.status_code} {answer.text[:300]}")
        try:
            read = answer.json()
        except ValueError:
            raise Failed("network", f"{answer.status_code}, no JSON: {answer.text[:300]}") from None
        if not isinstance(read, dict):
            raise Failed("network", f"{answer.status_code}: {answer.text[:300]}")
        return read, answer.status_code

    def look_up(self, code: str) -> dict[str, Any] | None:
        """The dossier as the portal has it, None when it has none. Raises Failed."""
        found = self.call("TraCuuHoSo", MaHoSo=code).get("result") or []
        found = found if isinstance(found, list) else [found]
        return next((one for one in found if isinstance(one, dict)), None)

    def procedure(self, code: str) -> dict[str, Any] | None:
        """A procedure of the portal's catalogue. Raises Failed."""
        found = self.call("LayThuTuc", MaTTHC=code).get("result") or []
        return found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else None


_portals: dict[tuple[str, str], Portal] = {}
_one_at_a_time = threading.Lock()


def portal(line: Line) -> Portal:
    """The line in use of this process."""
    key = (line.login_url, line.connector.client)
    with _one_at_a_time:
        known = _portals.get(key)
        if known is None or known.line != line:
            known = _portals[key] = Portal(line)
    return known
