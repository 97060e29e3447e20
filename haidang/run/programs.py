"""The processes of a centre, as the supervisor starts them."""

import os
import signal
import socket

from haidang.kernel.home import Home

from . import broker, postgres
from .child import Program, python
from .console import Stop

WEB_PROCESSES = 2
# One thread of arithmetic and two arenas a process: our parallelism is processes, and memory is counted.
FRUGAL = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2", "PYTHONUNBUFFERED": "1"}

# glibc gives a server process's memory back after every statement, and takes it again page by page: 0.4 faults a reading.
KEEPS_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "33554432", "MALLOC_MMAP_THRESHOLD_": "8388608"}


def host() -> str:
    return os.environ.get("HAIDANG_HOST", "127.0.0.1")


def port() -> int:
    """Raises Stop unless `HAIDANG_PORT` is a port."""
    return _port("HAIDANG_PORT", 8000)


def outside() -> str:
    """Where the demo's simulated bodies answer: the port after the centre's, or `HAIDANG_OUTSIDE_PORT`. Raises Stop."""
    return f"http://localhost:{_port('HAIDANG_OUTSIDE_PORT', port() + 1)}"


def dropping() -> dict[str, str]:
    """Where the demo takes files by FTP and SFTP: four and five ports after the centre's. Raises Stop."""
    names = {"HAIDANG_FTP_PORT": 4, "HAIDANG_SFTP_PORT": 5}
    return {name: str(_port(name, port() + after)) for name, after in names.items()}


def _port(name: str, otherwise: int) -> int:
    text = os.environ.get(name, str(otherwise))
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Stop(f"{name} is {text!r}", "give a number from 1 to 65535")
    return int(text)


def address() -> str:
    """Where a browser on this machine finds the centre; passkeys want the name, not the number."""
    return f"http://{'localhost' if host() in ('127.0.0.1', '0.0.0.0', '::') else host()}:{port()}"  # noqa: S104


def door() -> socket.socket:
    """The listening socket that all web processes share. Raises Stop when the port is taken."""
    family = socket.AF_INET6 if ":" in host() else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host(), port()))
    except OSError as error:
        listener.close()
        raise Stop(
            f"port {port()} on {host()} cannot be used: {error.strerror}",
            f"stop the program that uses it, or choose another port: HAIDANG_PORT={port() + 1 if port() < 65535 else 8000}",
        ) from None
    listener.listen(2048)
    return listener


def database(home: Home) -> Program:
    return Program(
        "database",
        postgres.command(home),
        stage=1,
        stop_with=signal.SIGINT,
        ownership=postgres.ownership(),
        environment=KEEPS_MEMORY,
    )


def message_broker(home: Home) -> Program:
    return Program("broker", broker.command(home), stage=1, environment={"GOMEMLIMIT": "128MiB"})


def web(number: int, listener: socket.socket, environment: dict[str, str] | None = None) -> Program:
    descriptor = listener.fileno()
    return python(
        f"web-{number}", "web", "--fd", str(descriptor), keeps=(descriptor,), environment=FRUGAL | (environment or {})
    )


def command(name: str, environment: dict[str, str], *, once: bool = False) -> Program:
    """One of the programs that is a command of the same name."""
    return python(name, name, once=once, environment=FRUGAL | environment)


def domain(key: str, environment: dict[str, str]) -> Program:
    """The process that a domain has of its own."""
    return python(key, "domain", key, environment=FRUGAL | environment)
