"""One's own account, and allauth's pages under it: sign-up, mail and password reset do not exist here."""

from allauth.account import views as signin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from . import channels, security, sso, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", views.account, name="account"),
    path("account/security/", security.security, name="account_security"),
    path("account/factor/", security.factor, name="account_factor"),
    path("account/signins/", security.signins, name="account_signins"),
    path("account/channels/", channels.chosen, name="account_channels"),
    path("account/channels/browsers/", channels.subscribe, name="account_push"),
    path("account/channels/browsers/<int:number>/off/", channels.unsubscribe, name="account_push_off"),
    path("account/channels/<str:channel>/try/", channels.trial, name="account_trial"),
    path("account/worker.js", channels.worker, name="account_worker"),
    path("app/shown/<str:mark>/", channels.was_shown, name="push_shown"),
    path("accounts/sso/<str:key>/", sso.leave_for, name="account_sso"),
    path("accounts/sso/<str:key>/back/", sso.come_back, name="account_sso_back"),
    path("accounts/sso/<str:key>/link/", sso.link, name="account_sso_link"),
    path("accounts/sso/<str:key>/unlink/", sso.unlink, name="account_sso_unlink"),
    path("account/sessions/<int:number>/end", views.end_session, name="account_session_end"),
    path("account/seats/<int:number>/take", views.take_seat, name="account_seat_take"),
    path("account/lock", views.lock, name="account_lock"),
    path("account/unlock", views.unlock, name="account_unlock"),
    path("account/alive", views.alive, name="account_alive"),
    path("accounts/login/", signin.login, name="account_login"),
    path("accounts/logout/", signin.logout, name="account_logout"),
    path("accounts/inactive/", signin.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", signin.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", signin.password_change, name="account_change_password"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sessions/", RedirectView.as_view(pattern_name="account"), name="usersessions_list"),
]
