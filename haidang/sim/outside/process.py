"""The simulated bodies as a process, at HAIDANG_OUTSIDE."""

import os
from threading import Thread
from urllib.parse import urlsplit

import uvicorn

from . import mailbox, portal
from .app import application


def main() -> None:
    where = urlsplit(os.environ["HAIDANG_OUTSIDE"])
    Thread(target=portal.now_and_then, daemon=True).start()
    Thread(target=mailbox.serve, args=[(where.port or 80) + 1], daemon=True).start()
    uvicorn.run(application(), host="127.0.0.1", port=where.port or 80, log_level="warning", access_log=False)
