"""The big screen, its live parts, and what it shows when a level-1 alert takes it."""

from django.urls import URLPattern, path

from . import join, views

urlpatterns: list[URLPattern] = [
    path("wall/", views.wall, name="wall"),
    path("wall/now", views.now, name="wall_now"),
    path("wall/join/", join.join, name="wall_join"),
    path("wall/scenes/<slug:key>", views.one_scene, name="wall_scene"),
    path("wall/shown/<int:number>", views.shown, name="wall_shown"),
    path("wall/parts/<slug:name>/<slug:key>", views.part, name="wall_part"),
    path("wall/alerts/<slug:code>", views.interrupt, name="wall_alert"),
]
