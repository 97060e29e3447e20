"""/api/v1: the same data and the same permissions as the screens, for programs. OpenAPI 3.1 at /api/v1/openapi.json."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from haidang.kernel import registry

from . import (
    alerts,
    command,
    events,
    exercises,
    incidents,
    indicators,
    latest,
    offices,
    outages,
    places,
    portal,
    problems,
    readings,
    rules,
    search,
    series,
    sources,
    steps,
    strangers,
    tasks,
    things,
    webhooks,
)
from .callers import CALLERS
from .given import Strict
from .rendering import Json

ABOUT = """Read and write the centre by program. Callers show a bearer key (`haidang key create`) or a signed-in session.
Lists are paged by keyset: pass the `next` of a page as `after`. Errors are RFC 9457 problem+json and name the field,
the value and what to do. Live changes: `GET /api/v1/stream` (server-sent events). Readings come in at `POST /ingest`."""


class Api(NinjaAPI):
    """Ninja, whose description of each operation also says how it fails."""

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**where)
        schema["components"]["schemas"]["Problem"] = problems.SCHEMA
        body = {"content": {problems.KIND: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
        failures = {status: {"description": problems.TITLES[status], **body} for status in problems.DECLARED}
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"] |= failures
        return schema


api = Api(
    title="Hải Đăng API",
    version="1",
    description=ABOUT,
    auth=CALLERS,
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-v1",
    renderer=Json(),
    parser=Strict(),
)
problems.plug(api)
for name, router in (
    ("places", places.router),
    ("offices", offices.router),
    ("things", things.router),
    ("latest", latest.router),
    ("series", series.router),
    ("readings", readings.router),
    ("sources", sources.router),
    ("strangers", strangers.router),
    ("rules", rules.router),
    ("alerts", alerts.router),
    ("outages", outages.router),
    ("incidents", incidents.router),
    ("incidents", steps.router),
    ("incidents", tasks.of_incident),
    ("incidents", command.router),
    ("tasks", tasks.router),
    ("tasks", command.of_task),
    ("exercises", exercises.router),
    ("events", events.router),
    ("search", search.router),
    ("webhooks", webhooks.router),
    ("portal", portal.router),
    ("indicators", indicators.router),
):
    api.add_router(f"/{name}", router, tags=[name])
for key, found in registry.parts("api"):
    api.add_router(f"/{key}", found.router)
