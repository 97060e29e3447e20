"""The catalogue of procedures."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("app/procedures/", views.procedures, name="app_procedures"),
    path("app/procedures/<slug:domain>/<slug:key>/", views.procedure, name="app_procedure"),
]
