"""Cases entrusted to a community team, under /proxies/."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("proxies/", views.listed, name="proxies"),
    path("proxies/<str:code>/", views.one, name="proxy_case"),
    path("proxies/<str:code>/do/<slug:move>/", views.act, name="proxy_act"),
    path("proxies/<str:code>/write/", views.write, name="proxy_write"),
]
