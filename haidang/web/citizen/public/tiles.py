"""The map of published reports, piece by piece: each piece is counted once a minute, whoever asks."""

from hashlib import sha256

import msgspec
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_GET

from haidang.core.cases.spread import Tile, spots
from haidang.web.citizen.report.places import communes
from haidang.web.middleware import AskingRequest

from .listing import Wanted, kinds, points

ZOOMS = range(4, 18)
KEPT_S = 60


@require_GET
def tile(request: AskingRequest, zoom: int, x: int, y: int) -> HttpResponse:
    """GeoJSON of one piece of the map, narrowed as the list is. The browser asks again with its ETag."""
    wanted, asked = Wanted.of(request.GET), Tile(zoom, x, y)
    if zoom not in ZOOMS or not asked.is_on_the_map:
        raise Http404(f"{zoom}/{x}/{y}")
    body = _body(wanted, asked)
    etag = quote_etag(sha256(body).hexdigest()[:24])
    answer = get_conditional_response(request, etag=etag) or HttpResponse(body, content_type="application/geo+json")
    answer["ETag"] = etag
    patch_cache_control(answer, public=True, max_age=KEPT_S)
    return answer


def _body(wanted: Wanted, asked: Tile) -> bytes:
    narrowed = sha256(wanted.address.encode()).hexdigest()[:16]
    name = f"app:reports:{narrowed}:{asked.zoom}:{asked.x}:{asked.y}"
    kept: bytes | None = cache.get(name)
    if kept is None:
        rows = wanted.rows(kinds(), {one.key: one.path for one in communes()})
        kept = msgspec.json.encode(points(spots(rows, asked)))
        cache.set(name, kept, KEPT_S)
    return kept
