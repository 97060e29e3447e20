"""The button that puts what a page is about on the big screens."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse

from haidang.core.directory.permissions import may_somewhere

register = template.Library()


@register.inclusion_tag("desk/_to_wall.html", takes_context=True)
def to_wall(context: Context, what: str, key: str = "") -> dict[str, Any]:
    """`what` incident, alert, thing or area; nothing for those who may not show. A page has one; its key is W."""
    actor = context.get("actor")
    may = actor is not None and may_somewhere(actor, "wall.show")
    return {"url": f"{reverse('wall_show')}?what={what}:{key}" if may else ""}
