"""Serve pages, the API and the doors over HTTP (several processes on one port)."""

import argparse
import socket


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--processes", type=int, default=2, metavar="N", help="how many processes serve (2)")
    parser.add_argument("--fd", type=int, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> None:
    from haidang.run import setup

    setup.django()
    import haidang.urls  # noqa: F401 - all pages, which takes seconds

    setup.with_database()
    if options.fd is not None:
        serve(socket.socket(fileno=options.fd))
    else:
        several(options.processes)


def serve(listener: socket.socket) -> None:
    """One process on a listening socket, until SIGTERM; open streams are given three seconds."""
    import uvicorn

    config = uvicorn.Config(
        "haidang.asgi:application",
        http="httptools",
        loop="uvloop",
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    uvicorn.Server(config).run(sockets=[listener])


def several(processes: int) -> None:
    from haidang.kernel import home
    from haidang.run import programs
    from haidang.run.console import say
    from haidang.run.supervisor import Supervisor

    here = home.here()
    here.ensure()
    listener = programs.door()
    supervisor = Supervisor(here)
    supervisor.listen_to_signals()
    for number in range(1, processes + 1):
        supervisor.start(programs.web(number, listener))
    say(f"serving {programs.address()}")
    try:
        supervisor.watch()
    finally:
        supervisor.stop()
