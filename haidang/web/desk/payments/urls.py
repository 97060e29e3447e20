from django.urls import path

from . import acting, importing, views

urlpatterns = [
    path("payments/", views.bills, name="payments"),
    path("payments/bills.csv", views.export, name="payments_export"),
    path("payments/incoming/", views.incoming, name="payments_incoming"),
    path("payments/incoming/<int:number>/settle/<slug:decision>/", acting.settle, name="incoming_settle"),
    path("payments/incoming/<int:number>/refunded/", acting.refunded, name="incoming_refunded"),
    path("payments/incoming/<int:number>/payer/", acting.payer, name="incoming_payer"),
    path("payments/import/", importing.choose, name="payments_import"),
    path("payments/new/<str:code>/", acting.new, name="bill_new"),
    path("payments/<str:code>/", views.bill, name="bill"),
    path("payments/<str:code>/cash/", acting.cash, name="bill_cash"),
    path("payments/<str:code>/cancel/", acting.cancel, name="bill_cancel"),
]
