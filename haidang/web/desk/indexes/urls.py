"""Indexes with versions and years, the six characteristics, results of self-assessments."""

from django.urls import path

from . import acting, characteristics, views

urlpatterns = [
    path("indexes/", views.overview, name="indexes"),
    path("indexes/characteristics/", characteristics.page, name="index_characteristics"),
    path("indexes/surveys/<slug:key>/", views.survey, name="index_survey"),
    path("indexes/<str:book>/", views.version, name="index_version"),
    path("indexes/<str:book>/open/", acting.open_year, name="index_open"),
    path("indexes/<str:book>/points/<slug:part>/", acting.points, name="index_points"),
    path("indexes/<str:book>/add/<slug:part>/", acting.add, name="index_add"),
    path("indexes/<str:book>/<int:year>/", views.sheet, name="index_sheet"),
    path("indexes/<str:book>/<int:year>/index.csv", views.export, name="index_csv"),
    path("indexes/<str:book>/<int:year>/send/", acting.send, name="index_send"),
    path("indexes/<str:book>/<int:year>/rank/", acting.rank, name="index_rank"),
    path("indexes/<str:book>/<int:year>/file/<int:number>/", views.file, name="index_file"),
    path("indexes/<str:book>/<int:year>/<slug:part>/score/", acting.score, name="index_score"),
    path("indexes/<str:book>/<int:year>/<slug:part>/verify/", acting.verify, name="index_verify"),
    path("indexes/<str:book>/<int:year>/<slug:part>/attach/", acting.attach, name="index_attach"),
]
