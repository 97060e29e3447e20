"""Words for rows and facts that carry both languages: `{% load desk %}`."""

from typing import Any

from django import template

from haidang.core.directory import roles
from haidang.kernel.bilingual import shown
from haidang.web.desk.names import name_of

register = template.Library()

register.filter("action_said", roles.action_word)
register.filter("kind_said", roles.kind_word)
register.filter("role_said", roles.role_word)
register.filter("class_said", roles.class_word)
register.filter("scope_said", roles.scope_word)
register.filter("named", name_of)


@register.filter("shown")
def shown_filter(words: Any) -> str:
    """The text of `Words` in the language of the reader; nothing for none."""
    return shown(words) if words else ""
