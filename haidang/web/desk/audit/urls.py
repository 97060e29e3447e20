from django.urls import path

from . import views

urlpatterns = [
    path("audit/", views.feed, name="audit"),
    path("audit/export.csv", views.export, name="audit_export"),
    path("audit/chain/", views.chain, name="audit_chain"),
    path("audit/<int:seq>/", views.event, name="audit_event"),
]
