from django.urls import path

from . import channel, returned, views

urlpatterns = [
    path("outbox/", views.listed, name="outbox"),
    path("outbox/<int:number>/again/", views.resend, name="message_resend"),
    path("outbox/returns/", returned.setup, name="returns"),
    path("outbox/returns/drop/", returned.drop, name="returns_drop"),
    path("outbox/channels/<str:key>/", channel.setup, name="channel"),
    path("outbox/channels/<str:key>/drop/", channel.drop, name="channel_drop"),
]
