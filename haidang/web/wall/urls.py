"""The big screen, its live parts, and what it shows when a level-1 alert takes it."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("wall/", views.wall, name="wall"),
    path("wall/parts/<slug:name>/<slug:key>", views.part, name="wall_part"),
    path("wall/alerts/<slug:code>", views.interrupt, name="wall_alert"),
]
