from django.urls import path

from . import views

urlpatterns = [path("wall/replay/<slug:code>/", views.page, name="wall_replay")]
