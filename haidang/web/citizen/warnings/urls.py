"""Warnings, answers to their question, and the commune they are looked at from."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("app/warnings/", views.warnings, name="app_warnings"),
    path("app/warnings/<slug:code>/answer/", views.answer, name="app_warning_answer"),
    path("app/place/", views.place, name="app_place"),
]
