"""The pages, room by room. Domains add pages by manifest, never here."""

from django.urls import URLPattern, URLResolver, path, re_path

from .home import views as home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("language/", home.language, name="language"),
    path("theme/", home.theme, name="theme"),
    re_path(r"^geo/(?P<name>communes|land|archipelagos)\.geojson$", home.outlines, name="outlines"),
    path("crest.svg", home.crest, name="crest"),
]
