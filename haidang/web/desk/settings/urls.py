from django.urls import path

from . import views, webhooks

urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("settings/webhooks/", webhooks.listed, name="webhooks"),
    path("settings/webhooks/new/", webhooks.create, name="webhook_new"),
    path("settings/webhooks/dead/", webhooks.dead, name="webhooks_dead"),
    path("settings/webhooks/<int:number>/", webhooks.one, name="webhook"),
    path("settings/webhooks/<int:number>/switch/", webhooks.switch, name="webhook_switch"),
    path("settings/webhooks/<int:number>/rotate/", webhooks.rotate, name="webhook_rotate"),
    path("settings/webhooks/<int:number>/try/", webhooks.try_now, name="webhook_try"),
    path("settings/webhooks/<int:number>/resend/", webhooks.resend, name="webhook_resend"),
    path("settings/webhooks/<int:number>/discard/", webhooks.discard, name="webhook_discard"),
    path("settings/webhooks/<int:number>/calls/<int:delivery>/", webhooks.letter, name="webhook_letter"),
    path("settings/webhooks/<int:number>/calls/<int:delivery>/resend/", webhooks.resend, name="webhook_letter_resend"),
    path(
        "settings/webhooks/<int:number>/calls/<int:delivery>/discard/", webhooks.discard, name="webhook_letter_discard"
    ),
    path("settings/webhooks/<int:number>/delete/", webhooks.delete, name="webhook_delete"),
]
