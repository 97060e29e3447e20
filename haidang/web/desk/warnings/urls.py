"""Warnings to everybody."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("warnings/", views.warnings, name="warnings"),
    path("warnings/new/", views.new, name="warning_new"),
    path("warnings/<slug:code>/end", views.end, name="warning_end"),
]
