"""Signing in under /app/signin/, the account under /app/me/account/."""

from django.urls import URLPattern, path

from . import keys, signin, views

urlpatterns: list[URLPattern] = [
    path("app/signin/", signin.signin, name="app_signin"),
    path("app/signin/code/", signin.send_code, name="app_signin_code"),
    path("app/signin/code/enter/", signin.enter_code, name="app_signin_digits"),
    path("app/signin/identity/<slug:key>/", signin.to_issuer, name="app_signin_issuer"),
    path("app/signin/identity/<slug:key>/back/", signin.from_issuer, name="app_signin_back"),
    path("app/signin/passkey/ask/", keys.ask, name="app_signin_passkey"),
    path("app/signin/passkey/", keys.answer, name="app_signin_passkey_answer"),
    path("app/signin/out/", signin.leave, name="app_signout"),
    path("app/me/account/", views.account, name="app_account"),
    path("app/me/account/add/", views.add_way, name="app_account_add"),
    path("app/me/account/officer/", views.link_officer, name="app_account_officer"),
    path("app/me/account/join/", views.join, name="app_join"),
    path("app/me/account/correct/", views.correct, name="app_account_correct"),
    path("app/me/account/ways/<int:number>/remove/", views.remove_way, name="app_account_remove"),
    path("app/me/account/passkeys/ask/", keys.ask_to_add, name="app_passkey_ask"),
    path("app/me/account/passkeys/add/", keys.add, name="app_passkey_add"),
    path("app/me/account/passkeys/<int:number>/remove/", keys.remove, name="app_passkey_remove"),
    path("app/me/account/sessions/<int:number>/end/", views.end_session, name="app_session_end"),
    path("app/me/account/sessions/end/", views.end_everywhere, name="app_sessions_end"),
]
