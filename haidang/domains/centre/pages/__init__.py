"""Pages of the centre beside its field's own."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from . import usage

PAGES: Mapping[str, Callable[[HttpRequest], HttpResponseBase]] = {"usage": usage.page}
