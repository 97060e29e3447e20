"""All simulated bodies as one ASGI application."""

from importlib import import_module
from pkgutil import iter_modules

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Mount, Route

from haidang.sim import outside


def bodies() -> dict[str, list[BaseRoute]]:
    named = {one.name: import_module(f"{outside.__name__}.{one.name}") for one in iter_modules(outside.__path__)}
    return {name: module.routes for name, module in named.items() if hasattr(module, "routes")}


async def front(request: Request) -> JSONResponse:
    return JSONResponse({"simulated": True, "bodies": sorted(bodies())})


def application() -> Starlette:
    return Starlette(routes=[Route("/", front), *(Mount(f"/{name}", routes=found) for name, found in bodies().items())])
