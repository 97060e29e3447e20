"""The newest brief, one of a day, its PDF, composing one, wishing for it by mail."""

from django.urls import URLPattern, path

from . import views

ONE = "brief/<str:day>/<int:number>/"

urlpatterns: list[URLPattern] = [
    path("brief/", views.newest, name="brief"),
    path("brief/compose/", views.compose, name="brief_compose"),
    path("brief/wish/", views.wish, name="brief_wish"),
    path("brief/<str:day>/", views.of_day, name="brief_day"),
    path(ONE, views.edition, name="brief_edition"),
    path(f"{ONE}brief.pdf", views.pdf, name="brief_pdf"),
]
