"""SMS through a GSM modem on a serial line (3GPP TS 27.005, PDU mode): `serial:///dev/ttyUSB0`, the PIN as its secret.

One message at a time, whichever process sends: the line is locked by a file of the home. The modem keeps the network's reports
in its own memory ("SR") until they are asked for.
"""

import fcntl
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import serial

from haidang.kernel import home

from . import pdu
from .letter import Letter, Line, Outcome, Undeliverable, written

BAUD = 115200
SECONDS = 10.0
SENDING = 60.0
"""The network may take a minute (27.005 names no limit; modems give up after that)."""
END = "\x1a"
NEVER = {1, 8, 10, 21, 27, 28, 29, 30, 38, 50}
"""Causes of 24.011 annex E-2 that a second try does not change: unassigned number, barred, unknown subscriber ..."""


class ModemError(OSError):
    """The modem refused a command or did not answer; worth another try."""


class Modem:
    """The dialogue with an open line."""

    def __init__(self, port: serial.Serial) -> None:
        self.port = port
        self.port.reset_input_buffer()

    def begin(self, pin: str) -> None:
        """Raises ModemError; Undeliverable would be wrong: a SIM may be put in."""
        self.ask("ATE0")
        if "READY" not in " ".join(self.ask("AT+CPIN?")):
            if not pin:
                raise ModemError("the SIM asks for a PIN: set it as the secret of the channel")
            self.ask(f'AT+CPIN="{pin}"')
        self.ask("AT+CMGF=0")
        self.ask("AT+CNMI=2,0,0,2,0")

    def ask(self, command: str, *, then: str = "", within: float = SECONDS) -> list[str]:
        """Send a command and read what comes until OK; `then` is what is typed at the prompt."""
        self.port.write(f"{command}\r".encode("ascii"))
        if then:
            self._until("> ", within)
            self.port.write(f"{then}{END}".encode("ascii"))
        said: list[str] = []
        until = time.monotonic() + within
        while time.monotonic() < until:
            line = self.port.readline().decode("ascii", "replace").strip()
            if line == "OK":
                return said
            if "ERROR" in line:
                raise _refused(line)
            if line and line != command:
                said.append(line)
        raise ModemError(f"the modem did not answer {command.partition('=')[0]} within {within:.0f} s")

    def _until(self, prompt: str, within: float) -> None:
        until, said = time.monotonic() + within, ""
        while time.monotonic() < until:
            said += self.port.read(1).decode("ascii", "replace")
            if said.endswith(prompt):
                return
            if said.endswith("\n") and "ERROR" in said:
                raise _refused(said.strip())
        raise ModemError("the modem gave no prompt")


def _refused(line: str) -> Exception:
    found = re.search(r"\+CMS ERROR: (\d+)", line)
    if found and int(found[1]) in NEVER:
        return Undeliverable(line)
    return ModemError(line)


@contextmanager
def _open(line: Line) -> Iterator[Modem]:
    where = urlsplit(line.address)
    with (home.here().run / f"modem-{line.channel}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with serial.Serial(
            where.path, int(line.settings.get("baud", BAUD)), timeout=0.2, write_timeout=SECONDS
        ) as port:
            modem = Modem(port)
            modem.begin(line.secret)
            yield modem


def send(line: Line, letter: Letter) -> str:
    """The number and the reference of the last part. Raises Undeliverable, OSError (ModemError, SerialException)."""
    try:
        parts = pdu.submits(letter.address, written(line, letter), secrets.randbelow(256))
    except ValueError as error:
        raise Undeliverable(str(error)) from error
    reference = ""
    with _open(line) as modem:
        for octets, length in parts:
            said = modem.ask(f"AT+CMGS={length}", then=octets, within=SENDING)
            reference = next((one.partition(":")[2].strip() for one in said if one.startswith("+CMGS:")), "")
    return f"{pdu.digits_of(letter.address)}:{reference}"


def ask(line: Line, receipts: Iterable[str]) -> dict[str, Outcome]:
    """Read the reports that wait in the modem and clear them away."""
    asked, found = set(receipts), {}
    with _open(line) as modem:
        modem.ask('AT+CPMS="SR"')
        said = modem.ask("AT+CMGL=4")
        for head, octets in zip(said[::2], said[1::2], strict=False):
            if one := _read(octets):
                receipt = f"{one.number}:{one.reference}"
                if receipt in asked:
                    found[receipt] = _outcome(one)
            modem.ask(f"AT+CMGD={head.partition(':')[2].partition(',')[0].strip()}")
    return found


def _read(octets: str) -> pdu.Report | None:
    try:
        return pdu.report(octets)
    except (ValueError, IndexError):
        return None


def _outcome(report: pdu.Report) -> Outcome:
    if report.is_delivered:
        return Outcome("delivered")
    return Outcome("failed", f"TP-Status {report.status:#04x}") if report.is_lost else Outcome("sent")
