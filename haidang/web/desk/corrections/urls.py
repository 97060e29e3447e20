"""Requests to correct data, under /corrections/."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("corrections/", views.listed, name="corrections"),
    path("corrections/<int:number>/", views.one, name="correction"),
    path("corrections/<int:number>/answer", views.answer, name="correction_answer"),
]
