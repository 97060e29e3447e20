from django.urls import path

from . import views

urlpatterns = [
    path("notices/", views.listed, name="notices"),
    path("notices/count/", views.count, name="notices_count"),
    path("notices/read/", views.read, name="notices_read"),
]
