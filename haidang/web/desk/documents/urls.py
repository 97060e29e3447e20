"""Documents of cases: what waits for a signature, one of them, and what is done with it."""

from django.urls import URLPattern, path

from . import acting, signing, views

urlpatterns: list[URLPattern] = [
    path("documents/", views.documents, name="documents"),
    path("documents/shared/", views.shared, name="documents_shared"),
    path("documents/shared/<str:token>/", views.shared_file, name="document_shared"),
    path("documents/sign/", signing.sign, name="documents_sign"),
    path("documents/signing/<str:token>/", signing.waiting, name="document_signing"),
    path("documents/new/<str:code>/", acting.new, name="document_new"),
    path("documents/upload/<str:code>/", acting.upload, name="document_upload"),
    path("documents/verified/<str:code>/", acting.verified, name="document_verified"),
    path("documents/<str:code>/", views.document, name="document"),
    path("documents/<str:code>/file.pdf", views.pdf, name="document_pdf"),
    path("documents/<str:code>/reading.pdf", views.reading, name="document_reading"),
    path("documents/<str:code>/page-<int:number>.png", views.page, name="document_page"),
    path("documents/<str:code>/return/", acting.send_back, name="document_return"),
    path("documents/<str:code>/redraft/", acting.redraft, name="document_redraft"),
    path("documents/<str:code>/void/", acting.void, name="document_void"),
    path("signing/hook/<slug:connector>/", signing.hook, name="signing_hook"),
]
