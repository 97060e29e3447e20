"""What the hotline screen asks while somebody is speaking; the screen itself is cases/new."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("hotline/caller", views.caller, name="hotline_caller"),
    path("hotline/kinds", views.kinds, name="hotline_kinds"),
    path("hotline/near", views.near, name="hotline_near"),
]
