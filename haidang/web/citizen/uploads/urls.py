"""Where a browser brings a file piece by piece before it sends its form."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("app/uploads/", views.begin, name="app_uploads"),
    path("app/uploads/<str:token>", views.piece, name="app_upload"),
]
