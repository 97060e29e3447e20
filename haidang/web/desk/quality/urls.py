"""How good the alarms are, week by week."""

from django.urls import path

from . import views

urlpatterns = [
    path("alarm-quality/", views.page, name="alarm_quality"),
    path("alarm-quality/week.csv", views.export, name="alarm_quality_csv"),
]
