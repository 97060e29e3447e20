"""Answers as compact UTF-8 JSON."""

from typing import Any

import msgspec
from django.http import HttpRequest
from ninja.renderers import BaseRenderer


class Json(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return msgspec.json.encode(data, enc_hook=str)
