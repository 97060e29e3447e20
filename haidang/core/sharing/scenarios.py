"""The scenarios an exercise may play, and the check of what is asked of one."""

import tomllib
from collections.abc import Mapping
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from msgspec import Struct

from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Key, Words
from haidang.kernel.strict import convert


class Parameter(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A number a scenario takes, with its bounds. `hours` is how long it is played."""

    key: Key
    name: Words
    default: float
    min: float
    max: float
    unit: str = ""


class Scenario(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A scenario; `thing` says that it happens to one thing, named by its code, of one of `types` when any are named."""

    key: Key
    name: Words
    about: Words
    icon: str = "player-play"
    parameters: list[Parameter]
    thing: bool = False
    types: list[Key] = []

    def taken(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """All parameters, those left out at their default. Raises Invalid naming the one that is unknown or wrong."""
        known = {one.key for one in self.parameters} | ({"thing"} if self.thing else set())
        for name in given:
            if name not in known:
                raise Invalid(name, _("Kịch bản này có: %(known)s.") % {"known": ", ".join(sorted(known))}, given[name])
        taken: dict[str, Any] = {one.key: _within(one, given.get(one.key, one.default)) for one in self.parameters}
        if self.thing:
            taken["thing"] = given.get("thing", "")
        return taken


class _Facts(Struct, forbid_unknown_fields=True, frozen=True):
    scenarios: list[Scenario]


@cache
def scenarios() -> dict[str, Scenario]:
    path = Path(__file__).with_name("scenarios.toml")
    facts = convert(tomllib.loads(path.read_text(encoding="utf-8")), _Facts, path)
    return {one.key: one for one in facts.scenarios}


def scenario(key: str) -> Scenario:
    """Raises Invalid for an unknown key, naming the known ones."""
    found = scenarios().get(key)
    if found is None:
        raise Invalid("scenario", _("Chọn một trong: %(known)s.") % {"known": ", ".join(scenarios())}, key)
    return found


def _within(parameter: Parameter, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not isfinite(number) or not parameter.min <= number <= parameter.max:
        message = _("%(name)s phải từ %(min)s đến %(max)s %(unit)s.") % {
            "name": shown(parameter.name),
            "min": parameter.min,
            "max": parameter.max,
            "unit": parameter.unit,
        }
        raise Invalid(parameter.key, message, value)
    return number
