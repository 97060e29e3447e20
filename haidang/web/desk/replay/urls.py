"""An incident played again."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("incidents/<slug:code>/replay/", views.page, name="incident_replay"),
    path("incidents/<slug:code>/replay.json", views.data, name="incident_replay_data"),
]
