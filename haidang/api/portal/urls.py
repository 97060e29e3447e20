from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [path("files/<str:token>/", views.file, name="portal_file")]
