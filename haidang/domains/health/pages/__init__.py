"""Pages of health: epidemics by disease and commune, stocks of medicines and vaccines."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from . import epidemics, stocks

PAGES: Mapping[str, Callable[[HttpRequest], HttpResponseBase]] = {"epidemics": epidemics.page, "stocks": stocks.page}
