"""Incidents: the list, opening one, the page of one, what can be done in it."""

from django.urls import URLPattern, path

from . import acting, commanding, drawing, joining, views

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
    path(f"{ONE}roles/new", commanding.appoint, name="incident_appoint"),
    path(f"{ONE}roles/<slug:role>/end", commanding.relieve, name="incident_relieve"),
    path(f"{ONE}objectives/new", commanding.objective, name="incident_objective"),
    path(f"{ONE}objectives/<int:number>/<slug:state>", commanding.settle, name="incident_settle"),
    path(f"{ONE}tasks/<slug:task>/watch", commanding.watch, name="task_watch"),
    path(f"{ONE}tasks/<slug:task>/heard", commanding.check_in, name="task_heard"),
    path(f"{ONE}merge", joining.merge, name="incident_merge"),
    path(f"{ONE}unmerge", joining.unmerge, name="incident_unmerge"),
    path(f"{ONE}attach", joining.attach, name="incident_attach"),
    path(f"{ONE}parts/new", joining.add_part, name="incident_add_part"),
    path(f"{ONE}detach", joining.detach, name="incident_detach"),
    path(f"{ONE}reports/new", commanding.report, name="incident_report"),
    path(f"{ONE}reports/<slug:report>.pdf", commanding.report_pdf, name="incident_report_pdf"),
    path(f"{ONE}draw/", drawing.page, name="incident_draw"),
    path(f"{ONE}draw/<slug:drawing>/", drawing.page, name="incident_redraw"),
    path(f"{ONE}drawings/<slug:drawing>/erase", drawing.erase, name="incident_erase"),
    path(f"{ONE}drawings/<slug:drawing>/inside", drawing.inside, name="incident_inside"),
    path(f"{ONE}close", acting.close, name="incident_close"),
    path(f"{ONE}reopen", acting.reopen, name="incident_reopen"),
    path(f"{ONE}steps/<slug:key>/tick", acting.tick, name="step_tick"),
    path(f"{ONE}steps/<slug:key>/tick/note", acting.tick_with_note, name="step_tick_note"),
    path(f"{ONE}steps/<slug:key>/skip", acting.skip, name="step_skip"),
    path(f"{ONE}steps/<slug:key>/untick", acting.untick, name="step_untick"),
    path(f"{ONE}tasks/<slug:task>/<slug:move>", acting.move_task, name="task_move"),
]
