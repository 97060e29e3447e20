"""Whom a limit counts: the address that a request comes from."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))
