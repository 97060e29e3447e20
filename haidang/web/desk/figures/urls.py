"""Figures that offices bring: what waits, who is late, the form of one office and period."""

from django.urls import path

from . import overview, sheet

urlpatterns = [
    path("figures/", overview.page, name="figures"),
    path("figures/<str:code>/<str:period>/", sheet.page, name="figures_form"),
]
