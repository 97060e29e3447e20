"""The process that `apart` forks its workers from: what they need is loaded here once, and nothing from strangers read."""

import contextlib
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import cv2

from . import blurring, heavy, pdfs  # noqa: F401 - loaded for those who work
from .unfit import Unfit

MEMORY = 3 << 30
"""Address space in bytes; libraries map far more than they use."""
STEP = 1 << 16
DETECTORS = ("faces.onnx", "text.onnx")


def main(door: socket.socket) -> None:
    """Fork a worker for each connection that comes through the door; end when whoever holds the other end has ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    cv2.setNumThreads(1)  # threads do not survive a fork
    for name in DETECTORS:
        with contextlib.suppress(blurring.Unavailable):  # whoever needs it is told
            blurring.network(name)
    while True:
        word, descriptors, _flags, _from = socket.recv_fds(door, 1, 1)
        if not word:
            return
        with socket.socket(fileno=descriptors[0]) as asked:
            if os.fork() == 0:
                door.close()
                _live(asked)


def _live(asked: socket.socket) -> None:
    """One piece of work, and out."""
    try:
        asked.sendall(os.getpid().to_bytes(8, "big"))
        name, seconds, nice, arguments = json.loads(_all(asked))
        os.nice(nice)
        _bound(seconds)
        asked.sendall(json.dumps(_answer(_work(name), arguments)).encode())
    except BaseException as error:
        asked.sendall(json.dumps({"broke": repr(error)[:500]}).encode())
    finally:
        os._exit(0)


def _all(asked: socket.socket) -> bytes:
    said = bytearray()
    while piece := asked.recv(STEP):
        said += piece
    return bytes(said)


def _bound(seconds: int) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _work(name: str) -> Callable[..., Any]:
    module, function = name.split(":")
    work: Callable[..., Any] = getattr(import_module(f"{__package__}.{module}"), function)
    return work


def _answer(work: Callable[..., Any], arguments: list[Any]) -> dict[str, Any]:
    try:
        return {"answer": work(*arguments)}
    except Unfit as error:
        return {"unfit": error.code, "facts": error.facts}


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
