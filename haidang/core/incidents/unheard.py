"""Alerts about units that were to be heard from and were not: in the desk's list with sound, time and escalation, until they are.

The rule stands in the file of the domain that declares the kind of thing `field_unit`; its limit is how many minutes
too late. An alert is closed by the check-in itself: there is nothing left to acknowledge. Exercises raise none.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import FieldUnit
from haidang.core.rules.alerts import actions as rules
from haidang.core.rules.alerts.actions import Opening
from haidang.core.rules.alerts.ledger import Ledger
from haidang.core.rules.alerts.telling import Answerable
from haidang.core.rules.judging.plan import rules_in_force
from haidang.core.rules.models import Alert, Rule
from haidang.core.things.models import Series, Source, Thing
from haidang.core.things.shape import fit_series, name_thing, place_thing
from haidang.kernel import clock, manifest, registry
from haidang.kernel.action import system
from haidang.kernel.bilingual import both, names

from .models import CheckIn, Task

WHO = system("incidents")
KIND, SERIES, SOURCE = "field_unit", "check_in_late", "incidents"
HEARD = msgid("Lực lượng đã điểm danh lại, hoặc không còn phải điểm danh")
MINUTE = timedelta(minutes=1)


def settle(at: datetime) -> int:
    """Raise what is missing and close what is over, as check-ins stand; returns how many changed. Cheap when none is late."""
    late = {code_of(row): row for row in _late()}
    there = Alert.objects.filter(closed_at=None, thing__type=KIND, series__key=SERIES).select_related("thing")
    standing = {one.thing.code: one for one in there}
    over = [one for code, one in standing.items() if code not in late]
    missing = {code: row for code, row in late.items() if code not in standing}
    for thing in Thing.objects.filter(type=KIND, lon__isnull=False).exclude(code__in=late):
        place_thing(thing, None, None)  # it stands on the map only while it is asked for
        thing.save(update_fields=["lon", "lat", "cell"])
    if not over and not missing:
        return 0
    with translation.override("vi"):
        for one in over:
            rules.close(WHO, one, reason=HEARD)
        return len(over) + _raise(missing, at)


def _late() -> list[CheckIn]:
    """Of whom the desk was told; the one that is late longest of each unit comes last."""
    rows = CheckIn.objects.filter(
        late_at__isnull=False, task__ended_at=None, task__incident__closed_at=None, task__incident__is_exercise=False,
        task__unit__isnull=False,
    )  # fmt: skip
    return list(rows.select_related("task__unit__office__place", "task__incident__place").order_by("-due_at", "pk"))


def code_of_unit(task: Task) -> str:
    """The code of the thing that stands for the unit of a task."""
    return f"LL-{_unit(task).code}"[:40]


def code_of(row: CheckIn) -> str:
    return code_of_unit(row.task)


def _unit(task: Task) -> FieldUnit:
    assert task.unit is not None
    return task.unit


def _raise(missing: Mapping[str, CheckIn], at: datetime) -> int:
    kind = registry.thing_type(KIND)
    if not missing or kind is None:
        return 0
    count, answerable = 0, Answerable()
    for code, row in missing.items():
        series = _series(kind[0].key, code, row)
        rule = _rule(series.thing)
        if rule is None or not _is_beyond(rule.current.says, row, at) or _was_closed(series, row):
            continue
        ledger = Ledger.of_series([series.pk], 1)
        rules.raise_alert(WHO, series, _opening(rule, series, row, at, answerable), ledger)
        ledger.write()
        count += 1
    return count


def _is_beyond(says: manifest.Rule, row: CheckIn, at: datetime) -> bool:
    return at - row.due_at > MINUTE * (says.when.value or 0.0)


def _was_closed(series: Series, row: CheckIn) -> bool:
    """Somebody closed the alert while the unit was not heard from: they have dealt with it."""
    return Alert.objects.filter(series=series, opened_at__gte=row.due_at, closed_at__isnull=False).exists()


def _rule(thing: Thing) -> Rule | None:
    """The one in force for the unit: a narrower one first; one that is switched off raises nothing."""
    for family in rules_in_force().values():
        for rule in family:
            if rule.domain == thing.domain and rule.current.facts.get("series") == SERIES and _holds(rule, thing):
                return rule if rule.is_enabled else None
    return None


def _holds(rule: Rule, thing: Thing) -> bool:
    if rule.thing_id:
        return rule.thing_id == thing.pk
    return thing.place.path.startswith(rule.place.path) if rule.place else True


def _opening(rule: Rule, series: Series, row: CheckIn, at: datetime, answerable: Answerable) -> Opening:
    says, unit, incident = rule.current.says, _unit(row.task), row.task.incident
    due = f"{row.due_at.astimezone(clock.HO_CHI_MINH):%H:%M}"
    sentence = both(
        msgid("%(unit)s phải điểm danh lúc %(due)s (mỗi %(minutes)s phút) mà chưa; sự cố %(code)s, nhiệm vụ %(task)s"),
        unit=names(unit), due=due, minutes=row.minutes, code=incident.code, task=row.task.code,
    )  # fmt: skip
    return Opening(
        version=rule.current,
        severity=says.severity,
        title=both(msgid("%(name)s lúc %(due)s"), name=says.name, due=due),
        at=row.due_at,
        value=round((at - row.due_at) / MINUTE, 1),
        unit=series.unit,
        decimals=series.decimals,
        acknowledge_within=clock.duration(says.acknowledge_within),
        office=answerable.office(says.office_kind, series.thing.domain, series.thing),
        why={
            "kind": says.when.kind, "op": says.when.op, "value": None, "limit": says.when.value, "expected": None,
            "source": says.source, "points": [], "incident": incident.code, "task": row.task.code,
            "sentence": {"vi": sentence.vi, "en": sentence.en},
        },
    )  # fmt: skip


def _series(domain: str, code: str, row: CheckIn) -> Series:
    """The row of the register that stands for the unit's check-ins, where the unit is at work now."""
    unit, incident = _unit(row.task), row.task.incident
    thing = Thing.objects.filter(code=code).first() or Thing(code=code, domain=domain, type=KIND, source=_source())
    thing.place, thing.office = incident.place, unit.office
    place_thing(thing, unit.lon, unit.lat)
    name_thing(thing, unit.name_vi, unit.name_en)
    thing.save()
    fit_series(thing)
    series = Series.objects.get(thing=thing, key=SERIES)
    series.thing, series.is_simulated = thing, incident.is_simulated
    return series


def _source() -> Source:
    said = both(msgid("Sự cố"))
    facts = {"name_vi": said.vi, "name_en": said.en, "door": "internal", "data_class": "internal", "is_paused": True}
    return Source.objects.get_or_create(key=SOURCE, defaults=facts)[0]
