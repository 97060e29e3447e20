"""One's own documents behind the link of a case, the check page for everybody, the papers one keeps here."""

from django.urls import URLPattern, path

from . import checking, declaring, papers, views

HERE = "app/r/<str:code>/<str:secret>"
urlpatterns: list[URLPattern] = [
    path(f"{HERE}/documents/<str:document>/", views.document, name="app_document"),
    path(f"{HERE}/documents/<str:document>/reading/", views.reading, name="app_document_reading"),
    path(f"{HERE}/declare/", declaring.declare, name="app_declare"),
    path(f"{HERE}/signing/<str:token>/", declaring.waiting, name="app_signing"),
    path("app/check/", checking.form, name="app_check_form"),
    path("app/check/<str:check_code>/", checking.by_code, name="app_check"),
    path("app/me/papers/", papers.papers, name="app_papers"),
    path("app/me/papers/<str:key>/file/", papers.file, name="app_paper_file"),
    path("app/me/papers/<str:key>/share/", papers.share, name="app_paper_share"),
    path("app/me/papers/<str:key>/remove/", papers.remove, name="app_paper_remove"),
    path("app/me/papers/shares/<str:token>/end/", papers.unshare, name="app_paper_unshare"),
]
