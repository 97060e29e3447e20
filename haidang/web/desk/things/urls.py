from django.urls import path

from . import views

urlpatterns = [
    path("things/<str:code>/", views.page, name="thing"),
    path("things/<str:code>/side/", views.side, name="thing_side"),
    path("things/<str:code>/service/", views.service, name="thing_service"),
]
