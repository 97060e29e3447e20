"""The directories."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("app/directory/", views.directory, name="app_directory"),
    path("app/directory/<slug:kind>/", views.listing, name="app_directory_kind"),
]
