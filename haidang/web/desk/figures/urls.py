"""Figures that offices bring: what waits, who is late, the form of one office and period."""

from django.urls import path

from . import files, overview, sheet

urlpatterns = [
    path("figures/", overview.page, name="figures"),
    path("figures/table/", files.table, name="figures_table"),
    path("figures/send/", files.send, name="figures_send"),
    path("figures/<str:code>/<str:period>/", sheet.page, name="figures_form"),
    path("figures/<str:code>/<str:period>/template.xlsx", files.blank, name="figures_template"),
    path("figures/<str:code>/<str:period>/file/", files.fill, name="figures_file"),
]
