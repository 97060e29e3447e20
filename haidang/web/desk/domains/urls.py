from django.urls import path

from . import views

urlpatterns = [
    path("d/<slug:key>/", views.page, name="domain"),
    path("d/<slug:key>/<slug:page>/", views.own_page, name="domain_page"),
    path("p/<slug:key>/<slug:page>/", views.public_page, name="public_page"),
]
