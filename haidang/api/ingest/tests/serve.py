"""Serves the door alone on a free port, which it prints: for tests that kill it."""

import asyncio
import socket

import django

django.setup()

import uvicorn  # noqa: E402

from haidang.api.ingest import app as ingest  # noqa: E402


async def main() -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    print(listener.getsockname()[1], flush=True)
    await ingest.startup()
    config = uvicorn.Config(ingest.app, http="httptools", lifespan="off", log_level="warning", access_log=False)
    await uvicorn.Server(config).serve(sockets=[listener])


if __name__ == "__main__":
    asyncio.run(main())
