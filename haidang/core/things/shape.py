"""What a kind of thing declares: its fields and series, and how a row is made to fit them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from haidang.kernel import clock, manifest, registry
from haidang.kernel.action import Invalid
from haidang.kernel.geo import Point, cell_of, is_on_earth
from haidang.kernel.text import folded, sort_key

from .models import Series, Source, Thing


def declared(type_key: str) -> tuple[manifest.Domain, manifest.ThingType]:
    """Domain and facts of a kind of thing. Raises Invalid that names the kinds there are."""
    found = registry.thing_type(type_key)
    if found is None:
        kinds = ", ".join(kind.key for _domain, kind in registry.thing_types())
        raise Invalid("type", _("Không có loại thiết bị này; có: %(kinds)s") % {"kinds": kinds}, type_key)
    return found


def name_thing(thing: Thing, vi: str, en: str) -> None:
    thing.name_vi, thing.name_en = vi, en or vi
    thing.folded = folded(f"{thing.code} {vi} {en} {thing.alias}")
    thing.sort_key = sort_key(vi)


def place_thing(thing: Thing, lon: float | None, lat: float | None) -> None:
    """Raises Invalid for half a point or one that is not on the earth."""
    if (lon is None) != (lat is None):
        raise Invalid("lon" if lon is None else "lat", _("Cần cả kinh độ và vĩ độ, hoặc bỏ trống cả hai."))
    if lon is not None and lat is not None and not is_on_earth(lon, lat):
        raise Invalid("lat", _("Kinh độ từ -180 đến 180, vĩ độ từ -90 đến 90."), f"{lon}, {lat}")
    thing.lon, thing.lat = lon, lat
    thing.cell = cell_of(Point(lon, lat)) if lon is not None and lat is not None else ""


def checked_fields(kind: manifest.ThingType, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are kept. Raises Invalid for unknown, missing or wrong ones."""
    known = {field.key: field for field in kind.fields}
    unknown = sorted(set(given) - set(known))
    if unknown:
        allowed = ", ".join(known) or "–"
        raise Invalid(f"fields.{unknown[0]}", _("Không có trường này; có: %(fields)s") % {"fields": allowed})
    found = {key: _checked(known[key], value) for key, value in given.items() if value not in (None, "")}
    for key, field in known.items():
        if field.required and key not in found:
            raise Invalid(f"fields.{key}", _("Bắt buộc phải có."))
    return found


def _checked(field: manifest.Field, value: Any) -> Any:
    where = f"fields.{field.key}"
    if field.type == "number":
        try:
            return float(value)
        except (TypeError, ValueError):
            raise Invalid(where, _("Phải là số."), value) from None
    if field.type == "bool":
        if not isinstance(value, bool):
            raise Invalid(where, _("Phải là đúng hoặc sai."), value)
        return value
    if field.type == "date":
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            raise Invalid(where, _("Phải là ngày, viết như 2026-11-21."), value) from None
    choices = [choice.vi for choice in field.choices]
    if field.type == "choice" and value not in choices:
        raise Invalid(where, _("Chọn một trong: %(choices)s") % {"choices": ", ".join(choices)}, value)
    return str(value)


def series_values(facts: manifest.Series, source: Source) -> dict[str, Any]:
    """The columns of a series row that its manifest decides."""
    return {
        "source_id": source.pk,
        "unit": facts.unit,
        "cadence_seconds": _seconds(facts.cadence),
        "decimals": facts.decimals,
        "aggregate": facts.aggregate,
        "valid_min": facts.valid_min,
        "valid_max": facts.valid_max,
        "max_step_per_minute": facts.max_step_per_minute,
        "stuck_seconds": _seconds(facts.stuck_for) if facts.stuck_for else None,
        "is_simulated": source.is_simulated,
        "data_class": source.data_class,
    }


def _seconds(duration: str) -> int:
    return int(clock.duration(duration).total_seconds())


def fit_series(thing: Thing) -> int:
    """Make and bring up to date the series that the thing's kind declares. Returns how many rows changed.

    What was edited on screen stays; a series the kind no longer declares stays too, with its readings.
    """
    found = registry.thing_type(thing.type)
    if found is None or thing.source is None:
        return 0
    domain, kind = found
    there = {series.key: series for series in thing.series.all()}
    changed = 0
    for key in kind.series:
        facts = registry.series(domain.key, key)
        if facts is None:
            continue
        row = there.get(key) or Series(thing=thing, key=key)
        values = series_values(facts, thing.source)
        changed += keep(row, {name: value for name, value in values.items() if name not in row.edited})
    return changed


def keep(row: Thing | Source | Series, values: Mapping[str, Any]) -> bool:
    """Save the row with these values unless it has them. True when it was written."""
    if not row._state.adding and all(getattr(row, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return True
