"""The addresses of the program."""

from django.urls import URLPattern, URLResolver, include, path

from haidang.api.v1.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("haidang.web.account.urls")),
    path("", include("haidang.web.urls")),
]
