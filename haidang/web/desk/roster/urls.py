from django.urls import path

from . import changing, views

urlpatterns = [
    path("roster/", views.roster, name="roster"),
    path("roster/shifts/new/", changing.add, name="roster_add"),
    path("roster/shifts/<int:number>/", views.shift, name="roster_shift"),
    path("roster/shifts/<int:number>/cancel/", changing.cancel, name="roster_cancel"),
    path("roster/shifts/<int:number>/seat/", changing.seat, name="roster_seat"),
    path("roster/seats/<int:number>/clear/", changing.clear, name="roster_clear"),
    path("roster/seats/<int:number>/stand-in/", changing.stand_in, name="roster_stand_in"),
    path("roster/seats/<int:number>/take/", changing.take, name="roster_take"),
]
