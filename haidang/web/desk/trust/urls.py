from django.urls import path, register_converter

from . import readings, views


class Form:
    regex = "csv|parquet"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Form, "readings_form")

urlpatterns = [
    path("trust/", views.league_page, name="trust"),
    path("trust/doubts/", views.doubted, name="doubts"),
    path("trust/doubts/<int:number>/settle/", views.settle, name="doubt_settle"),
    path("trust/archive/", views.archived, name="archive"),
    path("why/<str:thing>/<str:series>/", readings.why_this, name="why"),
    path("things/<str:code>/readings.<readings_form:form>", readings.export, name="readings_export"),
]
