"""What everybody may see of reports."""

from django.urls import URLPattern, path

from . import tiles, views

urlpatterns: list[URLPattern] = [
    path("app/reports/", views.reports, name="app_reports"),
    path("app/reports/tiles/<int:zoom>/<int:x>/<int:y>.geojson", tiles.tile, name="app_reports_tile"),
    path("app/reports/<slug:code>/", views.report, name="app_report_public"),
    path("app/reports/<slug:code>/support/", views.support, name="app_support"),
    path("app/files/<str:token>/", views.public_file, name="app_file"),
]
