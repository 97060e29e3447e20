from django.urls import URLPattern, path

from . import keeping, showing, views

urlpatterns: list[URLPattern] = [
    path("screens/", views.listed, name="screens"),
    path("screens/add/", keeping.add, name="screen_add"),
    path("screens/show/", showing.show, name="wall_show"),
    path("screens/scenes/new/", keeping.new_scene, name="wall_scene_new"),
    path("screens/scenes/<str:key>/", keeping.change_scene, name="wall_scene_change"),
    path("screens/scenes/<str:key>/drop/", keeping.drop_scene, name="wall_scene_drop"),
    path("screens/<str:code>/", views.one, name="screen"),
    path("screens/<str:code>/join/", keeping.join, name="screen_join"),
    path("screens/<str:code>/retire/", keeping.retire, name="screen_retire"),
    path("screens/<str:code>/release/", showing.release, name="screen_release"),
]
