"""Rooms of lodgings in the app, under /app/d/tourism/."""

from django.urls import path

from .pages import declaring

urlpatterns = [
    path("", declaring.enter, name="tourism_enter"),
    path("sheet/", declaring.sheet, name="tourism_sheet"),
    path("sheet/scan/", declaring.scan, name="tourism_scan"),
    path("sheet/file/", declaring.upload, name="tourism_upload"),
    path("sheet/close/", declaring.close, name="tourism_close"),
    path("sheet/<int:number>/void/", declaring.void, name="tourism_void"),
    path("sheet/mine/", declaring.tie, name="tourism_tie"),
    path("template.xlsx", declaring.template, name="tourism_template"),
    path("leave/", declaring.leave, name="tourism_leave"),
]
