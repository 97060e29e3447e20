from django.urls import path

from . import editing, exchange, views

urlpatterns = [
    path("rules/", views.listed, name="rules"),
    path("rules/export.json", views.export, name="rules_export"),
    path("rules/export.toml", exchange.export, name="rules_toml"),
    path("rules/bring/", exchange.bring, name="rules_bring"),
    path("rules/new/", editing.create, name="rule_new"),
    path("rules/<int:number>/", views.one, name="rule"),
    path("rules/<int:number>/try/", views.rehearse, name="rule_try"),
    path("rules/<int:number>/edit/", editing.edit, name="rule_edit"),
    path("rules/<int:number>/narrow/", editing.narrow, name="rule_narrow"),
    path("rules/<int:number>/switch/", editing.switch, name="rule_switch"),
    path("rules/<int:number>/restore/", editing.restore, name="rule_restore"),
]
