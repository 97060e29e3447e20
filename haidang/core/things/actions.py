"""Changes of things, their series and sources."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.directory.models import Office, Place
from haidang.core.directory.queries import decide
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, Refused, action
from haidang.kernel.ids import is_code

from .models import Series, Source, Thing
from .shape import checked_fields, declared, fit_series, name_thing, place_thing

STATES = ("active", "out_of_service", "retired")
THING_FIELDS = (
    "name_vi", "name_en", "lon", "lat", "place", "office", "source", "alias", "fields", "state", "state_why", "state_until",
)  # fmt: skip
SERIES_FIELDS = ("cadence_seconds", "valid_min", "valid_max", "max_step_per_minute", "stuck_seconds")


@action("thing.create", on="place")
def create_thing(
    do: Doing,
    *,
    code: str,
    type: str,  # noqa: A002 - the word of the API
    place: Place,
    name_vi: str,
    source: Source,
    name_en: str = "",
    lon: float | None = None,
    lat: float | None = None,
    office: Office | None = None,
    alias: str = "",
    fields: Mapping[str, Any] | None = None,
) -> Thing:
    """A new thing with the series its kind declares. Raises Invalid."""
    if not is_code(code):
        raise Invalid("code", _("Mã gồm 1 đến 40 ký tự A-Z a-z 0-9 . _ -"), code)
    if Thing.objects.filter(code=code).exists():
        raise Invalid("code", _("Mã này đã có thiết bị khác dùng."), code)
    if not name_vi.strip():
        raise Invalid("name_vi", _("Bắt buộc phải có."))
    domain, kind = declared(type)
    thing = Thing(code=code, domain=domain.key, type=kind.key, place=place, office=office, source=source, alias=alias)
    name_thing(thing, name_vi.strip(), name_en.strip())
    place_thing(thing, lon, lat)
    thing.fields = checked_fields(kind, fields or {})
    thing.save()
    fit_series(thing)
    do.about(thing, type=kind.key, source=source.key)
    return thing


@action("thing.change")
def change_thing(do: Doing, /, thing: Thing, **changes: Any) -> Thing:
    """Change any of THING_FIELDS; what is changed here is no longer overwritten by the province's facts.

    Raises Invalid, and Refused when the actor may not where the thing would come to stand.
    """
    wrong = sorted(set(changes) - set(THING_FIELDS))
    if wrong:
        raise Invalid(wrong[0], _("Không có trường này."))
    with do.changing(thing, *changes):
        for name in ("place", "office", "source", "alias", "state_why", "state_until"):
            if name in changes:
                setattr(thing, name, changes[name])
        _take_words(thing, changes)
        thing.edited = sorted({*thing.edited, *(name for name in changes if not name.startswith("state"))})
        thing.save()
    _still_allowed(do.actor, thing)
    fit_series(thing)
    return thing


def _take_words(thing: Thing, changes: Mapping[str, Any]) -> None:
    if not changes.get("name_vi", thing.name_vi).strip():
        raise Invalid("name_vi", _("Bắt buộc phải có."))
    name_thing(thing, changes.get("name_vi", thing.name_vi).strip(), changes.get("name_en", thing.name_en).strip())
    place_thing(thing, changes.get("lon", thing.lon), changes.get("lat", thing.lat))
    if "fields" in changes:
        thing.fields = checked_fields(declared(thing.type)[1], changes["fields"])
    if "state" in changes:
        if changes["state"] not in STATES:
            raise Invalid("state", _("Chọn một trong: %(choices)s") % {"choices": ", ".join(STATES)}, changes["state"])
        thing.state = changes["state"]


def _still_allowed(actor: Actor, thing: Thing) -> None:
    decision = decide(actor, "thing.change", thing)
    if not decision:
        raise Refused(decision.because)


def take_out_of_service(actor: Actor, thing: Thing, *, why: str, until: datetime | None = None) -> Thing:
    """Its silence and its readings raise no alarm meanwhile; readings are still kept. Raises Invalid, NotPossible."""
    if not why.strip():
        raise Invalid("why", _("Ghi lý do tạm ngừng."))
    if thing.state != "active":
        raise NotPossible(_("Thiết bị không ở trạng thái hoạt động."))
    return change_thing(actor, thing, state="out_of_service", state_why=why.strip(), state_until=until)


def put_back_in_service(actor: Actor, thing: Thing) -> Thing:
    """Raises NotPossible."""
    if thing.state != "out_of_service":
        raise NotPossible(_("Thiết bị không ở trạng thái tạm ngừng."))
    return change_thing(actor, thing, state="active", state_why="", state_until=None)


@action("thing.change")
def change_series(do: Doing, /, series: Series, *, why: str, **changes: Any) -> Series:
    """A province's own cadence or bounds of plausibility for one series; sync leaves them alone. Raises Invalid."""
    wrong = sorted(set(changes) - set(SERIES_FIELDS))
    if wrong:
        raise Invalid(wrong[0], _("Không có trường này."))
    if not why.strip():
        raise Invalid("why", _("Ghi lý do thay đổi."))
    with do.changing(series, *changes, why=why.strip()):
        for name, value in changes.items():
            setattr(series, name, value)
        _check_bounds(series)
        series.edited = sorted({*series.edited, *changes})
        series.save()
    return series


def _check_bounds(series: Series) -> None:
    if series.cadence_seconds < 1:
        raise Invalid("cadence_seconds", _("Phải là số giây từ 1 trở lên."), series.cadence_seconds)
    low, high = series.valid_min, series.valid_max
    if low is not None and high is not None and low >= high:
        raise Invalid("valid_min", _("Cận dưới phải nhỏ hơn cận trên."), low)
    for name in ("max_step_per_minute", "stuck_seconds"):
        value = getattr(series, name)
        if value is not None and value <= 0:
            raise Invalid(name, _("Phải lớn hơn 0, hoặc bỏ trống."), value)


@action("source.pause")
def pause_source(do: Doing, source: Source, *, paused: bool = True, why: str = "") -> Source:
    """While a source is paused, its readings are refused with that reason. Raises Invalid."""
    if paused and not why.strip():
        raise Invalid("why", _("Ghi lý do tạm dừng."))
    with do.changing(source, "is_paused", why=why.strip()):
        source.is_paused = paused
        source.save(update_fields=["is_paused"])
    return source
