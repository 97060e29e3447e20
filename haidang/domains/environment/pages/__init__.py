"""Pages of the environment: air quality for everybody; the overview, permits, waters downstream, sea, storms and risk for the desk."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

from . import air, downstream, overview, permits, risk, sea, storms

PAGES: Mapping[str, Callable[[HttpRequest], HttpResponse]] = {
    "air": air.page,
    "overview": overview.page,
    "permits": permits.page,
    "downstream": downstream.page,
    "sea": sea.page,
    "storms": storms.page,
    "risk": risk.page,
}
