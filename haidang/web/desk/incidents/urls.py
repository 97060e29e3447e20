"""Incidents: the list, opening one, the page of one, what can be done in it."""

from django.urls import URLPattern, path

from . import acting, views

ONE = "incidents/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("incidents/", views.incidents, name="incidents"),
    path("incidents/new", views.opening, name="incident_new"),
    path(ONE, views.incident, name="incident"),
    path(f"{ONE}live", views.live, name="incident_live"),
    path(f"{ONE}log", views.log, name="incident_log"),
    path(f"{ONE}layers/<slug:name>.geojson", views.layer, name="incident_layer"),
    path(f"{ONE}log/add", acting.add_log, name="incident_log_add"),
    path(f"{ONE}move", acting.move, name="incident_move"),
    path(f"{ONE}assign", acting.assign, name="incident_assign"),
    path(f"{ONE}rate", acting.rate, name="incident_rate"),
    path(f"{ONE}task", acting.give_task, name="incident_task"),
    path(f"{ONE}send", acting.send, name="incident_send"),
    path(f"{ONE}link", acting.link, name="incident_link"),
    path(f"{ONE}alerts/<slug:alert>/unlink", acting.unlink, name="incident_unlink"),
    path(f"{ONE}close", acting.close, name="incident_close"),
    path(f"{ONE}reopen", acting.reopen, name="incident_reopen"),
    path(f"{ONE}steps/<slug:key>/tick", acting.tick, name="step_tick"),
    path(f"{ONE}steps/<slug:key>/tick/note", acting.tick_with_note, name="step_tick_note"),
    path(f"{ONE}steps/<slug:key>/skip", acting.skip, name="step_skip"),
    path(f"{ONE}steps/<slug:key>/untick", acting.untick, name="step_untick"),
    path(f"{ONE}tasks/<slug:task>/<slug:move>", acting.move_task, name="task_move"),
]
