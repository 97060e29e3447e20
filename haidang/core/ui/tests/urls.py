"""Addresses of the framework only: this package stands below every page of the product."""

from django.urls import include, path

urlpatterns = [path("accounts/", include("allauth.urls")), path("i18n/", include("django.conf.urls.i18n"))]
