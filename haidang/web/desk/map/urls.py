from django.urls import path

from . import views

urlpatterns = [
    path("map/", views.page, name="map"),
    path("map/layers/<slug:name>.geojson", views.layer, name="map_layer"),
    path("map/then/<str:code>/", views.thing_then, name="thing_then"),
]
