"""Messages in a stream (RFC 6587): each with its length before it, or lines. The first message of a connection tells which."""

import re
from dataclasses import dataclass

LONGEST = 64 * 1024  # bytes kept of one message; what is over is left out
LARGEST = 16 * 1024 * 1024  # a length over this is none
_COUNTED = re.compile(rb"[1-9]\d{0,7} [<{C]")
_MAY_BE_COUNTED = re.compile(rb"[1-9]\d{0,7} ?\Z")


class NotFramed(Exception):
    """A length was expected and something else stands there: the rest of the stream cannot be read."""


@dataclass(slots=True)
class Frames:
    """The messages of one connection, as its bytes come."""

    _left: bytes = b""
    _is_counted: bool | None = None
    _passing: int = 0
    """Bytes still to come of a message of which enough is kept; of a line, -1 until its end."""

    def feed(self, data: bytes) -> list[bytes]:
        """The whole messages there are now. Raises NotFramed."""
        self._left += data
        if self._is_counted is None:
            if _MAY_BE_COUNTED.match(self._left) or not self._left:
                return []
            self._is_counted = _COUNTED.match(self._left) is not None
        return self._by_length() if self._is_counted else self._by_line()

    def _by_line(self) -> list[bytes]:
        """Lines end with LF, of some senders with NUL."""
        if b"\0" in self._left:
            self._left = self._left.replace(b"\0", b"\n")
        *lines, self._left = self._left.split(b"\n")
        if lines and self._passing:
            del lines[0]
            self._passing = 0
        if len(self._left) > LONGEST:
            if not self._passing:
                lines.append(self._left[:LONGEST])
            self._passing, self._left = -1, b""
        return [line.rstrip(b"\r")[:LONGEST] for line in lines if line.strip()]

    def _by_length(self) -> list[bytes]:
        found: list[bytes] = []
        left, at = self._left, 0
        while at < len(left):
            if self._passing:
                step = min(self._passing, len(left) - at)
                self._passing, at = self._passing - step, at + step
                continue
            space = left.find(b" ", at, at + 9)
            if space < 0 and len(left) - at < 9 and left[at:].isdigit():
                break
            if space < 0 or not left[at:space].isdigit() or not 0 < int(left[at:space]) <= LARGEST:
                raise NotFramed(left[at : at + 20])
            size = int(left[at:space])
            begins, kept = space + 1, min(size, LONGEST)
            if begins + kept > len(left):
                break
            found.append(left[begins : begins + kept])
            self._passing, at = size - kept, begins + kept
        self._left = left[at:]
        return found

    def rest(self) -> list[bytes]:
        """What was left when the connection ended: a last line without its end."""
        left, self._left = self._left.strip(b"\0\r\n"), b""
        return [left[:LONGEST]] if left and not self._is_counted and not self._passing else []
