"""Blocked senders and their appeals."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("blocks/", views.blocks, name="blocks"),
    path("blocks/new/", views.new, name="block_new"),
    path("blocks/<slug:code>/", views.block, name="block"),
    path("blocks/<slug:code>/lift", views.lift, name="block_lift"),
    path("blocks/<slug:code>/decide", views.decide_appeal, name="block_decide"),
]
