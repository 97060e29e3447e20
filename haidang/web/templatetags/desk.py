"""Words for keys of roles.toml, for what an alert measures and for browsers: `{% load desk %}`."""

import re

from django import template

from haidang.core.directory import roles
from haidang.core.directory.permissions import decide
from haidang.core.rules.models import Alert
from haidang.core.ui import numbers
from haidang.kernel import registry
from haidang.kernel.action import Actor, Decision
from haidang.kernel.bilingual import shown

register = template.Library()

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Version", "Safari"))
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "CrOS", "Linux")

register.filter("action_said", roles.action_word)
register.filter("kind_said", roles.kind_word)
register.filter("role_said", roles.role_word)
register.filter("class_said", roles.class_word)
register.filter("scope_said", roles.scope_word)


@register.filter("may")
def may(actor: Actor, action: str) -> Decision:
    """Whether the actor may do this somewhere: {% if actor|may:"key.read" %}."""
    return decide(actor, action)


@register.filter("measured")
def measured(alert: Alert) -> str:
    """What its series shows now: a number, or the name of the state that the number stands for."""
    facts = registry.series(alert.domain, alert.series.key)
    state = facts.state(alert.value_last) if facts else None
    return shown(state) if state else numbers.said(alert.value_last, alert.decimals)


@register.filter("device_said")
def device_said(user_agent: str) -> str:
    """A browser's name for itself as people know it: "Chrome 131 · Windows"; what is not known stays as it is."""
    found = ((name, re.search(rf"\b{mark}/(\d+)", user_agent)) for mark, name in BROWSERS)
    browser = next((f"{name} {version[1]}" for name, version in found if version), "")
    system = next((one for one in SYSTEMS if one in user_agent), "")
    return " · ".join(filter(None, (browser, system))) or user_agent[:60]
