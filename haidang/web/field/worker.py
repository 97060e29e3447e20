"""The service worker of the phone: pages that were seen open again without a network."""

import json
from hashlib import sha256
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

import haidang
from haidang.core.ui import importmap

WORKER = Path(__file__).resolve().parents[1] / "static/field/worker.js"
READER = "X-Reader"
"""Whose page it is: what one person has seen is not shown to the next on the same phone."""
STYLES = (
    "ioc/css/tokens.css", "ioc/css/base.css", "ioc/css/parts.css", "ioc/css/print.css", "ioc/css/field.css",
    "field/field.css", "vendor/htmx/htmx.min.js", "vendor/icons.svg", "vendor/fonts/bvp-latin-400.woff2",
    "vendor/fonts/bvp-vietnamese-400.woff2", "vendor/fonts/bvp-latin-700.woff2",
    "vendor/fonts/bvp-vietnamese-700.woff2",
)  # fmt: skip
MODULES = (
    "page", "theme", "ages", "toast", "words", "follow", "live", "sound", "phone", "answers", "outbox", "kept",
    "nearest",
)  # fmt: skip


@require_GET
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Told which files to keep; another list makes it another worker."""
    modules = importmap.sources()
    names = [static(name) for name in (*STYLES, *(modules[f"ioc/{one}"] for one in MODULES))]
    facts = {
        "version": f"{haidang.__version__}-{sha256(''.join(names).encode()).hexdigest()[:8]}",
        "files": names,
        "reader": READER,
    }
    return HttpResponse(f"const FIELD = {json.dumps(facts)};\n{WORKER.read_text()}", content_type="text/javascript")
