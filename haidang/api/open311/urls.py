from django.urls import URLPattern, re_path

from . import views
from .views import FORMATS

CODE = r"(?P<code>[A-Za-z0-9._-]{1,80})"
F = rf"\.(?P<kind>{FORMATS})$"

urlpatterns: list[URLPattern] = [
    re_path(rf"^discovery{F}", views.discovery),
    re_path(rf"^v2/discovery{F}", views.discovery),
    re_path(rf"^v2/services{F}", views.service_list),
    re_path(rf"^v2/services/{CODE}{F}", views.service),
    re_path(rf"^v2/requests{F}", views.request_list),
    re_path(rf"^v2/requests/{CODE}{F}", views.one_request),
    re_path(rf"^v2/tokens/(?P<token>[A-Za-z0-9._-]{{1,80}}){F}", views.token),
]
