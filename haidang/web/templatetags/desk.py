"""Words for keys of roles.toml: `{% load desk %}`."""

from django import template

from haidang.core.directory import roles

register = template.Library()

register.filter("action_said", roles.action_word)
register.filter("kind_said", roles.kind_word)
register.filter("role_said", roles.role_word)
register.filter("class_said", roles.class_word)
register.filter("scope_said", roles.scope_word)
