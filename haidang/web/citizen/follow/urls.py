"""One's own case behind its secret link, and finding it again."""

from django.urls import URLPattern, path

from . import views

HERE = "app/r/<str:code>/<str:secret>"
urlpatterns: list[URLPattern] = [
    path(f"{HERE}/", views.case, name="app_case"),
    path(f"{HERE}/slip/", views.slip, name="app_case_slip"),
    path(f"{HERE}/files/<str:token>/", views.file, name="app_case_file"),
    path(f"{HERE}/do/<slug:move>/", views.act, name="app_case_act"),
    path(f"{HERE}/write/", views.write, name="app_case_write"),
    path(f"{HERE}/rate/", views.rate, name="app_case_rate"),
    path(f"{HERE}/forget/", views.forget, name="app_case_forget"),
    path("app/track/", views.track, name="app_track"),
]
