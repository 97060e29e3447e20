"""Playbooks: the list, one with its versions and proposals, proposing a change after an incident, deciding."""

from django.urls import URLPattern, path

from . import views

ONE = "playbooks/<slug:domain>/<slug:key>/"

urlpatterns: list[URLPattern] = [
    path("playbooks/", views.listed, name="playbooks"),
    path(ONE, views.one, name="playbook"),
    path(f"{ONE}restore", views.restore, name="playbook_restore"),
    path("playbooks/changes/<slug:code>/approve", views.approve, name="playbook_approve"),
    path("playbooks/changes/<slug:code>/refuse", views.refuse, name="playbook_refuse"),
    path("incidents/<slug:code>/lesson", views.propose, name="playbook_propose"),
]
