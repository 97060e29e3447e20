"""A leader's first page, and which numbers stand on it."""

from django.urls import path

from . import views

urlpatterns = [
    path("today/", views.page, name="today"),
    path("today/pin/<str:code>/", views.pin, name="today_pin"),
]
