"""Cases: the inbox by deadline, one screen for each, taking one at the counter or by telephone, the load of offices."""

from django.urls import URLPattern, path

from haidang.web.desk.hotline import views as hotline

from . import acting, boards, bulk, views

ONE = "cases/<str:code>/"

urlpatterns: list[URLPattern] = [
    path("cases/", views.cases, name="cases"),
    path("cases/export.csv", views.export, name="cases_export"),
    path("cases/board", boards.board, name="cases_board"),
    path("cases/new", hotline.new, name="case_new"),
    path("cases/bulk", bulk.bulk, name="cases_bulk"),
    path("cases/bulk/undo", bulk.undo, name="cases_undo"),
    path("cases/trace", views.trace, name="cases_trace"),
    path("cases/views", acting.save_view, name="cases_view_save"),
    path(ONE, views.case, name="case"),
    path(f"{ONE}side", views.side, name="case_side"),
    path(f"{ONE}live", views.live, name="case_live"),
    path(f"{ONE}people", acting.look, name="case_people"),
    path(f"{ONE}files/<str:token>", views.file, name="case_file"),
    path(f"{ONE}note", acting.note, name="case_note"),
    path(f"{ONE}reply", acting.reply, name="case_reply"),
    path(f"{ONE}sort", acting.sort, name="case_sort"),
    path(f"{ONE}assign", acting.assign, name="case_assign"),
    path(f"{ONE}take", acting.take, name="case_take"),
    path(f"{ONE}transfer", acting.transfer, name="case_transfer"),
    path(f"{ONE}extend", acting.extend, name="case_extend"),
    path(f"{ONE}attach", acting.attach, name="case_attach"),
    path(f"{ONE}merge", acting.merge, name="case_merge"),
    path(f"{ONE}unmerge", acting.unmerge, name="case_unmerge"),
    path(f"{ONE}split", acting.split, name="case_split"),
    path(f"{ONE}publish", acting.publish, name="case_publish"),
    path(f"{ONE}unpublish", acting.unpublish, name="case_unpublish"),
    path(f"{ONE}incident", acting.incident, name="case_incident"),
    path(f"{ONE}moves/<slug:key>", acting.move, name="case_move"),
]
