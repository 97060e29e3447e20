"""Sending a report; the fragments are for its script."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("app/report/", views.report, name="app_report"),
    path("app/report/near", views.near, name="app_report_near"),
    path("app/report/questions", views.asked, name="app_report_questions"),
]
