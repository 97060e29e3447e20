from django.urls import path

from . import views

urlpatterns = [
    path("exercises/", views.listed, name="exercises"),
    path("exercises/start/<slug:key>/", views.start, name="exercise_start"),
    path("exercises/<str:code>/stop/", views.stop, name="exercise_stop"),
]
