from django.urls import path

from . import acting, views

urlpatterns = [
    path("portal/", views.queue, name="portal"),
    path("portal/received/", views.received, name="portal_received"),
    path("portal/received/import/", acting.import_file, name="portal_import"),
    path("portal/received/<int:number>/again/", acting.again, name="portal_again"),
    path("portal/export.json", views.export, name="portal_export"),
    path("portal/dossiers/<str:code>/", views.dossier, name="portal_dossier"),
    path("portal/dossiers/<str:code>/ask/", acting.ask, name="portal_ask"),
    path("portal/<int:number>/retry/", acting.retry, name="portal_retry"),
]
