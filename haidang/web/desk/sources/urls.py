from django.urls import path

from . import pulls, views

urlpatterns = [
    path("sources/", views.listed, name="sources"),
    path("sources/read/", pulls.listed, name="pulls"),
    path("sources/read/hosts/", pulls.hosts, name="pull_hosts"),
    path("sources/read/hosts/<int:number>/forbid/", pulls.forbid, name="pull_host_forbid"),
    path("sources/read/new/<slug:way>/", pulls.new, name="pull_new"),
    path("sources/waiting/<str:code>/", views.approve, name="stranger"),
    path("sources/waiting/<str:code>/dismiss/", views.dismiss, name="stranger_dismiss"),
    path("sources/<str:key>/", views.one, name="source"),
    path("sources/<str:key>/pause/", views.pause, name="source_pause"),
    path("sources/<str:key>/read/", pulls.change, name="pull_change"),
    path("sources/<str:key>/read/try/", pulls.try_now, name="pull_try"),
    path("sources/<str:key>/read/now/", pulls.run, name="pull_run"),
    path("sources/<str:key>/read/switch/", pulls.switch, name="pull_switch"),
    path("sources/<str:key>/read/load/", pulls.load, name="pull_load"),
]
