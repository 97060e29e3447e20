"""Rooms of security beside the pages of its manifest, under /d/security/."""

from django.urls import path

from .pages import events, violations

urlpatterns = [
    path("events/new/", events.record, name="security_event_new"),
    path("events/<str:code>/close/", events.close, name="security_event_close"),
    path("violations/move/", violations.move, name="security_violations_move"),
    path("violations/<int:number>/plate/", violations.plate, name="security_plate"),
]
