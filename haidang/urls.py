"""The addresses of the program."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from haidang.api.v1 import problems
from haidang.api.v1.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("api/bank/", include("haidang.api.bank.urls")),
    path("api/portal/", include("haidang.api.portal.urls")),
    re_path("^api/", problems.nothing),
    path("open311/", include("haidang.api.open311.urls")),
    path("", include("haidang.web.account.urls")),
    path("", include("haidang.web.urls")),
]
