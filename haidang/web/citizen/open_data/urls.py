"""Open data for everybody: the list of data sets, each as CSV and JSON."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("app/data/", views.overview, name="app_data"),
    path("app/data/<slug:domain>/<slug:key>.csv", views.as_sheet, name="app_data_csv"),
    path("app/data/<slug:domain>/<slug:key>.json", views.as_json, name="app_data_json"),
]
