"""/api/v1: the same data and the same permissions as the screens, for programs. OpenAPI 3.1 at /api/v1/openapi.json."""

from ninja import NinjaAPI

from . import (
    alerts,
    events,
    exercises,
    incidents,
    latest,
    offices,
    places,
    problems,
    rules,
    series,
    sources,
    things,
    webhooks,
)
from .callers import CALLERS
from .rendering import Json

ABOUT = """Read and write the centre by program. Callers show a bearer key (`haidang key create`) or a signed-in session.
Lists are paged by keyset: pass the `next` of a page as `after`. Errors are RFC 9457 problem+json and name the field,
the value and what to do. Live changes: `GET /api/v1/stream` (server-sent events). Readings come in at `POST /ingest`."""

api = NinjaAPI(
    title="Hải Đăng API",
    version="1",
    description=ABOUT,
    auth=CALLERS,
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-v1",
    renderer=Json(),
)
problems.plug(api)
for name, room in (
    ("places", places),
    ("offices", offices),
    ("things", things),
    ("latest", latest),
    ("series", series),
    ("sources", sources),
    ("rules", rules),
    ("alerts", alerts),
    ("incidents", incidents),
    ("exercises", exercises),
    ("events", events),
    ("webhooks", webhooks),
):
    api.add_router(f"/{name}", room.router, tags=[name])
