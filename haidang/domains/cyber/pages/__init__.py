"""Rooms of those who watch over the information systems."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from . import detections, incidents, levels, logs, rules, senders, watch, weaknesses

PAGES: Mapping[str, Callable[[HttpRequest], HttpResponseBase]] = {
    "watch": watch.page,
    "detections": detections.page,
    "incidents": incidents.page,
    "logs": logs.page,
    "weaknesses": weaknesses.page,
    "senders": senders.page,
    "rules": rules.page,
    "levels": levels.page,
}
