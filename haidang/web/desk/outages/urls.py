from django.urls import path

from . import views

urlpatterns = [
    path("outages/", views.outages, name="outages"),
    path("outages/new/", views.new, name="outage_new"),
    path("outages/<int:number>/change/", views.change, name="outage_change"),
    path("outages/<int:number>/end/", views.end, name="outage_end"),
]
