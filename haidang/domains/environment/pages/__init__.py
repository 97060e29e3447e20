"""Pages of the environment: air quality for everybody, the overview for the desk."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

from . import air, overview

PAGES: Mapping[str, Callable[[HttpRequest], HttpResponse]] = {"air": air.page, "overview": overview.page}
