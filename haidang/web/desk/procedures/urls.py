"""Procedures for officers: the catalogue, versions, editing as data, who gets what, words for answers."""

from django.urls import URLPattern, path

from . import editing, phrases, routing, views

ONE = "procedures/<slug:domain>/<slug:key>/"

urlpatterns: list[URLPattern] = [
    path("procedures/", views.listed, name="procedures"),
    path("procedures/new", editing.new, name="procedure_new"),
    path("procedures/templates/", phrases.listed, name="templates"),
    path("procedures/templates/new", phrases.add, name="template_new"),
    path("procedures/templates/<int:number>/edit", phrases.change, name="template_edit"),
    path("procedures/templates/<int:number>/drop", phrases.drop, name="template_drop"),
    path(ONE, views.one, name="procedure"),
    path(f"{ONE}versions/<int:number>/", views.version, name="procedure_version"),
    path(f"{ONE}preview/", views.preview, name="procedure_preview"),
    path(f"{ONE}edit/", editing.edit, name="procedure_edit"),
    path(f"{ONE}discard/", editing.discard, name="procedure_discard"),
    path(f"{ONE}publish/", editing.publish, name="procedure_publish"),
    path(f"{ONE}unschedule/", editing.unschedule, name="procedure_unschedule"),
    path(f"{ONE}retire/", editing.retire, name="procedure_retire"),
    path(f"{ONE}restore/", editing.restore, name="procedure_restore"),
    path(f"{ONE}routes/new/", routing.add, name="route_new"),
    path(f"{ONE}routes/try/", routing.rehearse, name="route_try"),
    path(f"{ONE}routes/<int:number>/end/", routing.end, name="route_end"),
]
