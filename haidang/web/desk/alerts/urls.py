"""Alerts: the list, one of them, what can be done with it."""

from django.urls import URLPattern, path

from . import acting, desks, grouping, one, sounding, views

urlpatterns: list[URLPattern] = [
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/export.csv", views.export, name="alerts_export"),
    path("alerts/acknowledge", views.acknowledge_many, name="alerts_acknowledge"),
    path("alerts/sound.json", sounding.sound, name="alerts_sound"),
    path("alerts/desks/", desks.desks, name="alert_desks"),
    path("alerts/desks/<int:person>/split/", desks.split, name="alert_desk_split"),
    path("alerts/desks/<int:person>/join/", desks.join, name="alert_desk_join"),
    path("alerts/groups/<slug:key>/acknowledge", grouping.acknowledge, name="alert_group_acknowledge"),
    path("alerts/groups/<slug:key>/shelve", grouping.shelve, name="alert_group_shelve"),
    path("alerts/<slug:code>/regrade", acting.regrade, name="alert_regrade"),
    path("alerts/<slug:code>/", one.alert, name="alert"),
    path("alerts/<slug:code>/live", one.live, name="alert_live"),
    path("alerts/<slug:code>/acknowledge", acting.acknowledge, name="alert_acknowledge"),
    path("alerts/<slug:code>/acknowledge/note", acting.acknowledge_with_note, name="alert_acknowledge_note"),
    path("alerts/<slug:code>/note", acting.note, name="alert_note"),
    path("alerts/<slug:code>/assign", acting.assign, name="alert_assign"),
    path("alerts/<slug:code>/shelve", acting.shelve, name="alert_shelve"),
    path("alerts/<slug:code>/unshelve", acting.unshelve, name="alert_unshelve"),
    path("alerts/<slug:code>/escalate", acting.escalate, name="alert_escalate"),
    path("alerts/<slug:code>/deescalate", acting.deescalate, name="alert_deescalate"),
    path("alerts/<slug:code>/close", acting.close, name="alert_close"),
    path("alerts/<slug:code>/incident", acting.incident, name="alert_incident"),
]
