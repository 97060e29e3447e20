from django.urls import path

from . import stills, views

urlpatterns = [
    path("things/<str:code>/", views.page, name="thing"),
    path("stills/", stills.around, name="stills"),
    path("things/<str:code>/still.jpg", stills.picture, name="still_picture"),
    path("things/<str:code>/still/", stills.set_up, name="still_set_up"),
    path("things/<str:code>/side/", views.side, name="thing_side"),
    path("things/<str:code>/service/", views.service, name="thing_service"),
]
