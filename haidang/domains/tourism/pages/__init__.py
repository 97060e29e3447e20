"""Pages of tourism: nights and lodgings for the desk."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

from . import beaches, lodgings

PAGES: Mapping[str, Callable[[HttpRequest], HttpResponse]] = {"lodgings": lodgings.page, "beaches": beaches.page}
