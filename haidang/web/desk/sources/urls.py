from django.urls import path, re_path

from . import accounts, dropped, pulls, tables, views

urlpatterns = [
    path("sources/", views.listed, name="sources"),
    path("sources/read/", pulls.listed, name="pulls"),
    path("sources/read/hosts/", pulls.hosts, name="pull_hosts"),
    path("sources/read/hosts/<int:number>/forbid/", pulls.forbid, name="pull_host_forbid"),
    path("sources/read/new/<slug:way>/", pulls.new, name="pull_new"),
    path("sources/files/", dropped.listed, name="drop_files"),
    path("sources/files/<int:number>/", dropped.one, name="drop_file"),
    path("sources/tables/", tables.listed, name="tables"),
    path("sources/tables/<int:number>/", tables.one, name="table"),
    re_path(r"^sources/tables/(?P<number>\d{1,9})/wrong\.(?P<form>csv|xlsx)$", tables.wrong, name="table_wrong"),
    path("sources/accounts/<slug:name>/", accounts.one, name="drop_account"),
    path("sources/accounts/<slug:name>/renew/", accounts.renew, name="drop_account_renew"),
    path("sources/accounts/<slug:name>/close/", accounts.close, name="drop_account_close"),
    path("sources/waiting/<str:code>/", views.approve, name="stranger"),
    path("sources/waiting/<str:code>/dismiss/", views.dismiss, name="stranger_dismiss"),
    path("sources/<str:key>/", views.one, name="source"),
    path("sources/<str:key>/accounts/new/", accounts.new, name="drop_account_new"),
    path("sources/<str:key>/pause/", views.pause, name="source_pause"),
    path("sources/<str:key>/read/", pulls.change, name="pull_change"),
    path("sources/<str:key>/read/try/", pulls.try_now, name="pull_try"),
    path("sources/<str:key>/read/now/", pulls.run, name="pull_run"),
    path("sources/<str:key>/read/switch/", pulls.switch, name="pull_switch"),
    path("sources/<str:key>/read/load/", pulls.load, name="pull_load"),
]
