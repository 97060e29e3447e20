from django.urls import path

from . import views, webhooks

urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("settings/webhooks/", webhooks.listed, name="webhooks"),
    path("settings/webhooks/new/", webhooks.create, name="webhook_new"),
    path("settings/webhooks/<int:number>/", webhooks.one, name="webhook"),
    path("settings/webhooks/<int:number>/switch/", webhooks.switch, name="webhook_switch"),
    path("settings/webhooks/<int:number>/delete/", webhooks.delete, name="webhook_delete"),
]
