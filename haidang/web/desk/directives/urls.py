"""Directives: the list, giving one on a number, the page of one, what can be done with it."""

from django.urls import URLPattern, path

from . import acting, giving, listing, one

ONE = "directives/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("directives/", listing.directives, name="directives"),
    path("directives/new/", giving.new, name="directive_new"),
    path(ONE, one.page, name="directive"),
    path(f"{ONE}files/<str:token>/", one.file, name="directive_file"),
    path(f"{ONE}sign/", giving.sign, name="directive_sign"),
    path(f"{ONE}drop/", acting.drop, name="directive_drop"),
    path(f"{ONE}report/", acting.report, name="directive_report"),
    path(f"{ONE}finish/", acting.finish, name="directive_finish"),
    path(f"{ONE}approve/", acting.approve, name="directive_approve"),
    path(f"{ONE}return/", acting.send_back, name="directive_return"),
    path(f"{ONE}postpone/", acting.postpone, name="directive_postpone"),
    path(f"{ONE}remind/", acting.remind, name="directive_remind"),
    path(f"{ONE}withdraw/", acting.withdraw, name="directive_withdraw"),
    path(f"{ONE}note/", acting.note, name="directive_note"),
]
