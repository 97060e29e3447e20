"""Rooms beside the pages of the manifest, under /d/cyber/."""

from django.urls import path

from .pages import detections, incidents, levels, rules, senders, weaknesses

urlpatterns = [
    path("detections/<int:number>/", detections.one, name="cyber_detection"),
    path("incidents/<str:code>/<slug:key>/", incidents.notice, name="cyber_notice"),
    path("weaknesses/import/", weaknesses.take, name="cyber_weaknesses_import"),
    path("weaknesses/<int:number>/", weaknesses.one, name="cyber_weakness"),
    path("senders/assets/", senders.take_assets, name="cyber_assets_import"),
    path("senders/<int:number>/", senders.name, name="cyber_sender"),
    path("rules/<slug:key>/", rules.one, name="cyber_rule"),
    path("levels/<str:code>/", levels.one, name="cyber_level"),
    path("levels/<str:code>/pdf/", levels.pdf, name="cyber_level_pdf"),
]
