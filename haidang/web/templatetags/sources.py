"""A number whose source fails says so wherever it stands. `{% load sources %}`, `{% source_fault code %}`."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from haidang.core.pulling import queries
from haidang.core.pulling.queries import Failing
from haidang.core.ui import moments
from haidang.kernel.bilingual import shown

register = template.Library()

KEPT = "_failing_sources"


@register.simple_tag(takes_context=True)
def source_fault(context: Context, code: str) -> SafeString | str:
    """Since when the source of an indicator fails, nothing where it is well; read once a page."""
    found = _failing(context).get(code)
    if found is None:
        return ""
    said = _("nguồn hỏng từ %(since)s") % {"since": f"{moments.time_said(found.since)} {moments.day_said(found.since)}"}
    why = f"{shown(found.name)}: {shown(found.why)}"
    return format_html('<span class="fresh source-fault" data-state="lost" title="{}">{}</span>', why, said)


@register.simple_tag(takes_context=True)
def failing_source(context: Context, code: str) -> Failing | None:
    """{% failing_source row.code as fault %}"""
    return _failing(context).get(code)


def _failing(context: Context) -> dict[str, Failing]:
    request = context.get("request")
    if request is None:
        return queries.failing()
    found: dict[str, Failing] | None = getattr(request, KEPT, None)
    if found is None:
        found = queries.failing()
        setattr(request, KEPT, found)
    return found
