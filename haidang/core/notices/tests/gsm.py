"""A GSM modem at the other end of a pseudo-terminal: answers as 27.005 says and reads what it is given as 23.040 says."""

import os
import pty
import threading
import tty
from contextlib import contextmanager
from dataclasses import dataclass, field

from haidang.core.notices.ways import pdu


@dataclass
class SimulatedModem:
    path: str
    line: int
    pin: str = ""
    refuses: str = ""
    is_silent: bool = False
    sent: list[tuple[str, str, bool]] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    def serve(self) -> None:
        heard, is_prompted = b"", False
        while True:
            try:
                heard += os.read(self.line, 1024)
            except OSError:
                return
            end = b"\x1a" if is_prompted else b"\r"
            while end in heard:
                one, heard = heard.split(end, 1)
                is_prompted = self._answer(one.decode(), is_prompted)
                end = b"\x1a" if is_prompted else b"\r"

    def _answer(self, said: str, is_prompted: bool) -> bool:
        if self.is_silent:
            return False
        if is_prompted:
            if self.refuses:
                self._say(f"+CMS ERROR: {self.refuses}")
            else:
                self.sent.append(read_submit(said))
                self._say(f"+CMGS: {len(self.sent)}", "OK")
            return False
        self.commands.append(said)
        if said == "AT+CPIN?":
            self._say("+CPIN: SIM PIN" if self.pin else "+CPIN: READY", "OK")
        elif said.startswith("AT+CPIN="):
            right, self.pin = f'AT+CPIN="{self.pin}"' == said, "" if f'"{self.pin}"' in said else self.pin
            self._say("OK" if right else "+CME ERROR: 16")
        elif said.startswith("AT+CMGS="):
            os.write(self.line, b"\r\n> ")
            return True
        elif said.startswith("AT+CMGL"):
            rows = [line for at, one in enumerate(self.reports) for line in (f"+CMGL: {at},0,,25", one)]
            self._say(*rows, "OK")
        elif said.startswith("AT+CMGD="):
            self.reports[int(said.partition("=")[2])] = ""
            self._say("OK")
        else:
            self._say("OK")
        return False

    def _say(self, *lines: str) -> None:
        os.write(self.line, "".join(f"\r\n{one}\r\n" for one in lines).encode())


def read_submit(octets: str) -> tuple[str, str, bool]:
    """Number, text and whether a report is asked for; written against 23.040 and not against our writer."""
    data = bytes.fromhex(octets)
    assert data[0] == 0  # the service centre of the SIM
    first, digits = data[1], data[3]
    assert first & 0x03 == 0x01
    number = "".join(f"{one & 15:x}{one >> 4:x}" for one in data[5 : 5 + (digits + 1) // 2])[:digits]
    at = 5 + (digits + 1) // 2
    scheme, length, user = data[at + 1], data[at + 2], data[at + 3 :]
    header = user[0] + 1 if first & 0x40 else 0
    if scheme == 0x08:
        assert len(user) == length <= 140
        return number, user[header:].decode("utf-16-be"), bool(first & 0x20)
    bits = int.from_bytes(user, "little")
    septets = [bits >> (7 * at) & 127 for at in range(length)][-(-header * 8 // 7) :]
    assert length <= 160
    return number, "".join(pdu.BASIC[one] for one in septets), bool(first & 0x20)


def status_report(reference: int, number: str, status: int) -> str:
    """An SMS-STATUS-REPORT as the network sends it."""
    padded = number + "F" * (len(number) % 2)
    swapped = "".join(padded[at + 1] + padded[at] for at in range(0, len(padded), 2))
    return f"0006{reference:02X}{len(number):02X}91{swapped}{'62112281000082' * 2}{status:02X}"


@contextmanager
def modem(**facts):
    master, slave = pty.openpty()
    tty.setraw(slave)
    made = SimulatedModem(os.ttyname(slave), master, **facts)
    threading.Thread(target=made.serve, daemon=True).start()
    try:
        yield made
    finally:
        os.close(slave)
        os.close(master)
