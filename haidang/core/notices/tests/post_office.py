"""A real IMAP server with one mailbox (pymap, in memory), and reports as mail servers write them."""

import imaplib
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

ACCOUNT, SECRET = "thu-tra-lai@haidang.example", "mật khẩu"
SERVE = "from pymap.main import main; main()"
WITHIN = 20.0  # seconds; the machine may be busy


@contextmanager
def post_office():
    """The address of its mailbox, and what puts a letter into it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict", "--demo-user", ACCOUNT]
    server = subprocess.Popen([sys.executable, "-c", SERVE, *options, "--demo-password", SECRET])
    try:
        _until_it_answers(port)
        yield f"imap://127.0.0.1:{port}", lambda letter: _put(port, letter)
    finally:
        server.terminate()
        server.wait(WITHIN)


def _until_it_answers(port):
    until = time.monotonic() + WITHIN
    while time.monotonic() < until:
        with suppress(OSError), _signed_in(port):
            return
        time.sleep(0.05)
    raise AssertionError("the IMAP server did not start")


@contextmanager
def _signed_in(port):
    with imaplib.IMAP4("127.0.0.1", port, timeout=WITHIN) as server:
        server.authenticate("PLAIN", lambda _challenge: f"\0{ACCOUNT}\0{SECRET}".encode())
        yield server


def _put(port, letter):
    with _signed_in(port) as server:
        assert server.append("INBOX", None, None, letter.replace("\n", "\r\n").encode())[0] == "OK"


def report(letter, *, action="failed", status="5.1.1", to="an@haidang.example", envelope="", returned="message/rfc822"):
    """As Postfix writes it: words for people, the report, and the letter (or its head) that comes back."""
    named = f"Original-Envelope-Id: {envelope}\n" if envelope else ""
    back = (
        f"\n--x\nContent-Type: {returned}\n\nFrom: a@b.vn\nMessage-ID: {letter}\nSubject: x\n\nhi\n" if letter else ""
    )
    return f"""From: MAILER-DAEMON@mx.haidang.example
To: {ACCOUNT}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.haidang.example
{named}Arrival-Date: Mon, 23 Nov 2026 08:00:00 +0700

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <{to}>: Recipient address
 rejected: User unknown
{back}
--x--
"""
