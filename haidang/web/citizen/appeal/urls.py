"""Appealing against a block, and reading the answer."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("app/appeal/", views.appeal, name="app_appeal"),
    path("app/appeal/<str:secret>/", views.answered, name="app_appeal_answer"),
]
