"""The front page and what belongs to the app as a whole."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("app/", views.home, name="app_home"),
    path("app/search/", views.search, name="app_search"),
    path("app/help/", views.help_page, name="app_help"),
    path("app/settings/", views.settings, name="app_settings"),
    path("app/manifest.webmanifest", views.manifest, name="app_manifest"),
    path("app/sw.js", views.worker, name="app_worker"),
    path("app/offline/", views.offline, name="app_offline"),
]
