"""The phone of a field unit and of field officers: tasks (their page is the address that notices carry) and reports."""

from django.urls import URLPattern, path

from . import cases, views, worker

CASE = "field/cases/<str:code>/"

urlpatterns: list[URLPattern] = [
    path("field/", views.mine, name="field"),
    path("field/sw.js", worker.worker, name="field_worker"),
    path("field/ready", cases.ready, name="field_ready"),
    path(CASE, cases.case, name="field_case"),
    path(f"{CASE}take", cases.take, name="field_case_take"),
    path(f"{CASE}note", cases.note, name="field_case_note"),
    path(f"{CASE}photo", cases.photo, name="field_case_photo"),
    path(f"{CASE}moves/<slug:key>", cases.move, name="field_case_move"),
    path("tasks/<slug:code>/", views.task, name="task"),
    path("tasks/<slug:code>/live", views.live, name="task_live"),
    path("tasks/<slug:code>/<slug:move>", views.act, name="task_act"),
]
