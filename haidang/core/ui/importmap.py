"""The browser's import map: bare names of modules -> hashed addresses.

Own modules import each other and the vendored libraries by these names only, never by a relative path, because
the manifest storage does not rewrite imports in .mjs files.
"""

import json
from pathlib import Path

from django.templatetags.static import static

OWN = Path(__file__).resolve().parent / "static/ioc/js"

VENDORED = {
    "maplibre-gl": "vendor/maplibre/maplibre-gl.mjs",
    "maplibre-gl-worker": "vendor/maplibre/maplibre-gl-worker.mjs",
    "echarts": "vendor/echarts/echarts.esm.min.mjs",
    "jsqr": "vendor/jsqr/jsQR.js",
}


def sources() -> dict[str, str]:
    """Bare name -> path of the static file. `live.mjs` is `ioc/live`."""
    own = {f"ioc/{path.stem}": f"ioc/js/{path.name}" for path in sorted(OWN.glob("*.mjs"))}
    return VENDORED | own


def import_map() -> str:
    return json.dumps({"imports": {name: static(path) for name, path in sources().items()}})
