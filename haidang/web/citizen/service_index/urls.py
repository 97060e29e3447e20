from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("app/service-index/", views.overview, name="app_service_index"),
    path("app/service-index/index.csv", views.export, name="app_service_index_csv"),
]
