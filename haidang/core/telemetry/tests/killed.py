"""`python -m haidang.core.telemetry.tests.killed`: packs days in children that are killed, for tests and the bench.

Reads lines `<day> <where>` from its input; `where` is a step of packing after which the child kills itself, or a number
of seconds after which it is killed. Answers each with "killed" or "done".
"""

import os
import signal
import sys
import threading
from datetime import date
from typing import Any

STEPS = ("_load", "_write", "prove", "_announce", "replace", "_install")
"""In their order; `_install` is killed within: the table is empty and the file not yet there."""


def _end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _pack(day: date, where: str) -> None:
    from haidang.core.telemetry.archive import packing

    if where == "_install":
        packing.replace = lambda *_: _end()
    elif where in STEPS:
        step = getattr(packing, where)

        def then_end(*said: Any) -> Any:
            step(*said)
            _end()

        setattr(packing, where, then_end)
    else:
        threading.Timer(float(where), _end).start()
    packing.pack(day)
    os._exit(0)


def main() -> None:
    import django
    import duckdb as _loaded_once_for_all_children  # noqa: F401

    django.setup()
    print("ready", flush=True)
    for line in sys.stdin:
        day, where = line.split()
        child = os.fork()
        if not child:
            _pack(date.fromisoformat(day), where)
        _pid, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else "done", flush=True)


if __name__ == "__main__":
    main()
