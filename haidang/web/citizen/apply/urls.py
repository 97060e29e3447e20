"""Filing a dossier, and coming back to one that was begun."""

from django.urls import URLPattern, path

from . import agreeing, front, later, steps

HERE = "app/procedures/<slug:domain>/<slug:key>/apply"
urlpatterns: list[URLPattern] = [
    path("app/agree/<str:token>/", agreeing.agree, name="app_agree"),
    path("app/apply/resume/", later.resume, name="app_apply_resume"),
    path(f"{HERE}/", front.front, name="app_apply"),
    path(f"{HERE}/forget/", front.forget, name="app_apply_forget"),
    path(f"{HERE}/later/", later.later, name="app_apply_later"),
    path(f"{HERE}/files/<str:token>/", front.file, name="app_apply_file"),
    path(f"{HERE}/<slug:step>/", steps.step, name="app_apply_step"),
]
