"""The operator's first page and its live parts."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("overview/", views.overview, name="overview"),
    path("overview/parts/<slug:name>", views.part, name="overview_part"),
]
