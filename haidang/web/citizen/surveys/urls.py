"""Which self-assessments there are, and the form of each."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("app/surveys/", views.listing, name="app_surveys"),
    path("app/surveys/<slug:key>/", views.page, name="app_survey"),
]
