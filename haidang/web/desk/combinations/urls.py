from django.urls import path

from . import standing, views

urlpatterns = [
    path("combinations/new/", views.create, name="combination_new"),
    path("combinations/<int:number>/edit/", views.edit, name="combination_edit"),
    path("combinations/<int:number>/standing/", standing.standing, name="rule_standing"),
]
