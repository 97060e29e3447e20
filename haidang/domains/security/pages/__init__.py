"""Pages of security: events with what is hidden from those without the duty, and violations by age."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

from . import events, violations

PAGES: Mapping[str, Callable[[HttpRequest], HttpResponse]] = {"events": events.page, "violations": violations.page}
