"""Pages of health: epidemics by disease and commune, stocks of medicines and vaccines."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

from . import epidemics, stocks

PAGES: Mapping[str, Callable[[HttpRequest], HttpResponse]] = {"epidemics": epidemics.page, "stocks": stocks.page}
