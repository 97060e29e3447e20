"""Addresses of the framework only: this package stands below every page of the product."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [path("accounts/", include("allauth.urls")), path("language/", set_language, name="language")]
