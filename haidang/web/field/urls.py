"""The phone of a field unit, and the page of one task: the address that notices carry."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("field/", views.mine, name="field"),
    path("tasks/<slug:code>/", views.task, name="task"),
    path("tasks/<slug:code>/live", views.live, name="task_live"),
    path("tasks/<slug:code>/<slug:move>", views.act, name="task_act"),
]
