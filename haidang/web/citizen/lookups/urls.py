"""The registers, and the form of each."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("app/lookups/", views.lookups, name="app_lookups"),
    path("app/lookups/<slug:key>/", views.lookup, name="app_lookup"),
]
