from django.urls import path

from . import views

urlpatterns = [
    path("combinations/new/", views.create, name="combination_new"),
    path("combinations/<int:number>/edit/", views.edit, name="combination_edit"),
    path("combinations/<int:number>/standing/", views.standing, name="rule_standing"),
]
