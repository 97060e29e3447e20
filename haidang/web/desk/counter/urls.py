"""The one-stop counter: find, take, complete, hand over, hand out."""

from django.urls import URLPattern, path

from . import handing, one, taking, views

ONE = "counter/dossiers/<str:code>/"
LIST = "counter/handovers/<str:code>/"

urlpatterns: list[URLPattern] = [
    path("counter/", views.hall, name="counter"),
    path("counter/draft/", views.draft, name="counter_draft"),
    path("counter/new/<slug:domain>/<slug:key>/", taking.new, name="counter_new"),
    path("counter/handovers/", handing.lists, name="handovers"),
    path(LIST, handing.one, name="handover"),
    path(f"{LIST}receive", handing.receive, name="handover_receive"),
    path(f"{LIST}back/<int:number>", handing.give_back, name="handover_give_back"),
    path(ONE, one.case, name="counter_case"),
    path(f"{ONE}papers", one.papers, name="counter_papers"),
    path(f"{ONE}supply", one.supply, name="counter_supply"),
    path(f"{ONE}hand-out", one.hand_out, name="counter_hand_out"),
    path(f"{ONE}slip", one.slip, name="counter_slip"),
]
