"""What everybody may see of reports."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("app/reports/", views.reports, name="app_reports"),
    path("app/reports/map.geojson", views.reports_map, name="app_reports_map"),
    path("app/reports/<slug:code>/", views.report, name="app_report_public"),
    path("app/reports/<slug:code>/support/", views.support, name="app_support"),
    path("app/files/<str:token>/", views.public_file, name="app_file"),
]
