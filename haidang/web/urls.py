"""The pages, room by room: every package below desk, wall, field and citizen with a `urls` module is a room.

Domains add pages by manifest, never here.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.urls import URLPattern, URLResolver, include, path, re_path

from haidang.kernel import registry

from . import citizen, desk, field, wall
from .home import views as home

Patterns = list[URLPattern | URLResolver]


def _rooms() -> Iterator[Patterns]:
    for part in (desk, wall, field, citizen):
        names = [part.__name__, *(one.name for one in iter_modules(part.__path__, f"{part.__name__}.") if one.ispkg)]
        for name in names:
            if find_spec(f"{name}.urls"):
                yield import_module(f"{name}.urls").urlpatterns


def _of_domains() -> Iterator[URLResolver]:
    """The desk rooms (`urls.py`) and app rooms (`citizen_urls.py`) that domains bring, under their own key."""
    for module, under in (("urls", "d"), ("citizen_urls", "app/d")):
        for key, found in registry.parts(module):
            yield path(f"{under}/{key}/", include(found))


urlpatterns: Patterns = [
    path("", home.home, name="home"),
    path("language/", home.language, name="language"),
    path("theme/", home.theme, name="theme"),
    re_path(r"^geo/(?P<name>communes|land|archipelagos)\.geojson$", home.outlines, name="outlines"),
    path("crest.svg", home.crest, name="crest"),
    *_of_domains(),
    *(pattern for room in _rooms() for pattern in room),
]
