"""Rooms of health beside the pages of its manifest, under /d/health/."""

from django.urls import path

from .pages import stocks

urlpatterns = [
    path("stocks/receive/", stocks.receive, name="health_stock_receive"),
    path("stocks/lots/<int:number>/", stocks.count, name="health_stock_count"),
]
