"""Everything of one's own, under /app/me/."""

from django.urls import URLPattern, path

from . import data, messages, overview, payments, proxies, wishes

urlpatterns: list[URLPattern] = [
    path("app/me/", overview.me, name="app_me"),
    path("app/me/cases/", overview.all_cases, name="app_me_cases"),
    path("app/me/claim/", overview.claim_kept, name="app_me_claim"),
    path("app/me/messages/", messages.inbox, name="app_me_messages"),
    path("app/me/messages/read/", messages.read_all, name="app_me_read"),
    path("app/me/notifications/", wishes.settings, name="app_me_wishes"),
    path("app/me/push/", wishes.subscribe, name="app_me_push"),
    path("app/me/push/<int:number>/off/", wishes.unsubscribe, name="app_me_push_off"),
    path("app/me/payments/", payments.payments, name="app_me_payments"),
    path("app/me/places/", wishes.places, name="app_me_places"),
    path("app/me/places/<int:number>/remove/", wishes.unfollow, name="app_me_place_remove"),
    path("app/me/looks/", data.looks, name="app_me_looks"),
    path("app/me/data/", data.data, name="app_me_data"),
    path("app/me/data/copy/", data.ask_for_copy, name="app_me_copy"),
    path("app/me/data/copy/<str:token>/", data.copy, name="app_me_copy_file"),
    path("app/me/data/delete/", data.ask_to_delete, name="app_me_delete"),
    path("app/me/data/delete/do/", data.delete, name="app_me_delete_do"),
    path("app/me/data/keep/", data.keep, name="app_me_keep"),
    path("app/me/proxies/", proxies.given, name="app_me_proxies"),
    path("app/me/proxies/<int:number>/revoke/", proxies.revoke, name="app_me_proxy_revoke"),
    path("app/me/for/<str:code>/", proxies.case, name="app_me_for"),
    path("app/me/for/<str:code>/do/<slug:move>/", proxies.act, name="app_me_for_act"),
    path("app/me/for/<str:code>/write/", proxies.write, name="app_me_for_write"),
]
