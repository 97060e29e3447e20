"""A process of its own for what is heavy or handles strangers' files: begun when first needed, ended when idle or stuck.

    workshop.press.ask("press:press", html, "letter", seconds=20)

WeasyPrint and pyHanko take seconds and 100 MB to load, which no web process should carry; once loaded a document takes a
tenth of a second. `press` works on our own documents, `gate` on what strangers hand in: neither waits for the other. A
task is given bytes and plain values and answers with them; Unfit crosses over with its code.
"""

import base64
import json
import os
import select
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

ROOT = Path(__file__).parents[4]
CRAFTS = "haidang.core.documents.crafts"
MEMORY = 3 << 30
"""Address space in bytes."""
WARMING_UP = 45
"""Seconds more for the first task of a process: a busy machine loads libraries slowly."""
IDLE_SECONDS = 600


class Unfit(Exception):
    """What was asked for cannot be done with this file or this signature; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Broke(Exception):
    """No answer: the process fell over, ran out of memory or took too long."""


class Workshop:
    """One process, one task at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, task: str, *given: Any, seconds: float) -> Any:
        """Have `module:function` of this package done. Raises Unfit as the task does, Broke when no answer comes."""
        line = (json.dumps({"task": task, "given": _packed(given)}) + "\n").encode()
        with self._lock:
            answer = self._said(line, seconds) or self._said(line, seconds)  # once more: it may have ended, being idle
        if not answer:
            raise Broke(f"{task} fell over")
        told = json.loads(answer)
        if "unfit" in told:
            raise Unfit(told["unfit"])
        if "broke" in told:
            raise Broke(f"{task}: {told['broke']}")
        return _unpacked(told["answer"])

    def end(self) -> None:
        with self._lock:
            self._kill()

    def _said(self, line: bytes, seconds: float) -> bytes:
        is_new = self._process is None or self._process.poll() is not None
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(line)
            process.stdin.flush()
        except OSError:
            self._kill()
            return b""
        ready, _, _ = select.select([process.stdout.fileno()], [], [], seconds + WARMING_UP * is_new)
        if not ready:
            self._kill()
            raise Broke(f"no answer within {seconds} s")
        answer: bytes = process.stdout.readline()
        if not answer.endswith(b"\n"):
            self._kill()
            return b""
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._kill()
            self._process = subprocess.Popen(
                [sys.executable, "-m", f"{CRAFTS}.workshop"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"},
            )  # fmt: skip
        return self._process

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


press, gate = Workshop(), Workshop()


def _packed(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, list | tuple):
        return [_packed(one) for one in value]
    if isinstance(value, dict):
        return {"pairs": [[key, _packed(one)] for key, one in value.items()]}
    return value


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpacked(one) for one in value]
    if isinstance(value, dict):
        if "bytes" in value:
            return base64.b64decode(value["bytes"])
        return {key: _unpacked(one) for key, one in value["pairs"]}
    return value


def main() -> None:
    """Answer line by line until the other side is gone or nothing has been asked for a while."""
    import logging
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.WARNING)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints does not get among the answers
    while select.select([0], [], [], IDLE_SECONDS)[0] and (line := sys.stdin.buffer.readline()):
        out.write(json.dumps(_answer(json.loads(line))).encode() + b"\n")
        out.flush()


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    from haidang.core.documents.crafts import workshop  # this module is __main__ here

    module, function = asked["task"].split(":")
    try:
        done = getattr(import_module(f"{CRAFTS}.{module}"), function)(*_unpacked(asked["given"]))
        return {"answer": _packed(done)}
    except workshop.Unfit as unfit:
        return {"unfit": unfit.code}
    except Exception as error:
        return {"broke": f"{type(error).__name__}: {error}"[:500]}


if __name__ == "__main__":
    main()
