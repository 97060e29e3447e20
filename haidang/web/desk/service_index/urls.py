from django.urls import path

from . import acting, views

urlpatterns = [
    path("service-index/", views.overview, name="service_index"),
    path("service-index/index.csv", views.export, name="service_index_csv"),
    path("service-index/count/", acting.count, name="service_index_count"),
    path("service-index/import/", acting.take, name="service_index_import"),
    path("service-index/national/", views.national, name="service_index_national"),
    path("service-index/points/<str:key>/", acting.points, name="service_index_points"),
    path("service-index/why/<str:key>/", views.why, name="service_index_why"),
]
