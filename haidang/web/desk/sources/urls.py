from django.urls import path

from . import views

urlpatterns = [
    path("sources/", views.listed, name="sources"),
    path("sources/waiting/<str:code>/", views.approve, name="stranger"),
    path("sources/waiting/<str:code>/dismiss/", views.dismiss, name="stranger_dismiss"),
    path("sources/<str:key>/", views.one, name="source"),
    path("sources/<str:key>/pause/", views.pause, name="source_pause"),
]
