"""Rooms of tourism for the desk beside the pages of its manifest, under /d/tourism/."""

from django.urls import path

from .pages import guests, lodgings

urlpatterns = [
    path("lodgings/<str:code>/key/", lodgings.admit, name="tourism_admit"),
    path("guests/", guests.seek, name="tourism_guests"),
    path("guests/<int:number>/", guests.one, name="tourism_guest"),
]
