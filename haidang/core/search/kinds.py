"""What can be found: of each kind its rows, what is said of one, by what words, and by whose rule it is seen."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from haidang.core.cases.models import Case, Procedure
from haidang.core.directives.models import Directive
from haidang.core.directory.models import FieldUnit, Office, Person, Place
from haidang.core.documents.models import Document
from haidang.core.incidents.models import Incident, PublicWarning, Task
from haidang.core.indicators.models import Indicator
from haidang.core.rules.models import Alert, Rule
from haidang.core.things.models import Series, Source, Thing
from haidang.kernel import clock, registry
from haidang.kernel.bilingual import NOTHING, names, same
from haidang.kernel.manifest import Words


@dataclass(frozen=True, slots=True)
class Said:
    """What search knows of one object; `words` are searched as well and not shown.

    `ref` is what its address is made of; `at` is what makes it recent; `called` is the name that people type, where the title
    begins with the sort of thing it is.
    """

    ref: str
    title: Words
    code: str = ""
    about: Words = NOTHING
    severity: int | None = None
    is_now: bool = True
    at: datetime | None = None
    words: tuple[str, ...] = ()
    called: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """`say` gives None for what is not to be found. `scope` is the model whose rule of sight holds, and `owner` leads there
    from a row (Django's double underscores). What changes under way stays searchable for long: `is_flow` looks through it
    from now back, year by year, and where there are very many (`is_many`) by months first; of the others the facts in force
    come first. `also`: what else an event about one has changed."""

    name: str
    model: type[Model]
    say: Callable[[Any], Said | None]
    related: tuple[str, ...] = ()
    scope: type[Model] | None = None
    owner: str = ""
    is_flow: bool = False
    is_many: bool = False
    also: Callable[[list[int]], Iterator[tuple[str, int]]] | None = None
    deferred: tuple[str, ...] = field(default=())

    def rows(self) -> "QuerySet[Any]":
        found = self.model._default_manager.all()
        found = found.select_related(*self.related) if self.related else found
        return found.defer(*self.deferred) if self.deferred else found

    @property
    def seen_as(self) -> type[Model]:
        return self.scope or self.model


SORT_OF_PLACE = re.compile(r"^(Phường|Xã|Thị trấn|Đặc khu|Thành phố|Thị xã|Huyện|Tỉnh)\s+")


def _in_force(one: Place | Office) -> bool:
    today = clock.today()
    return (one.valid_from is None or one.valid_from <= today) and (one.valid_to is None or one.valid_to > today)


def incident(one: Incident) -> Said:
    return Said(
        one.code, same(one.title), one.code, names(one.place), one.severity, one.is_open, one.opened_at,
        (one.place.name_vi, one.place.name_en),
    )  # fmt: skip


def alert(one: Alert) -> Said:
    where = Words(vi=f"{one.thing.name_vi} · {one.place.name_vi}", en=f"{one.thing.name_en} · {one.place.name_en}")
    words = (one.thing.code, where.vi, where.en)
    return Said(one.code, one.title, one.code, where, one.severity, one.is_open, one.raised_at, words)


def case(one: Case) -> Said:
    return Said(
        one.code, one.titled, one.code, names(one.place), None, one.is_open, one.opened_at,
        (one.place.name_vi, one.place.name_en, one.title),
    )  # fmt: skip


def task(one: Task) -> Said:
    about = Words(
        vi=f"{one.incident.code} · {one.doer.name_vi}", en=f"{one.incident.code} · {one.doer.name_en}"
    )  # fmt: skip
    return Said(
        one.incident.code, same(one.text), one.code, about, None, one.is_open, one.sent_at,
        (one.incident.code, about.vi, about.en),
    )  # fmt: skip


def document(one: Document) -> Said:
    title = Words(vi=f"{one.number} {one.name_vi}".strip(), en=f"{one.number} {one.name_en}".strip())
    is_now = one.voided_at is None
    return Said(one.code, title, one.code, same(one.case.code), None, is_now, one.drafted_at, (one.case.code,))


def directive(one: Directive) -> Said | None:
    if one.dropped_at is not None:
        return None
    at = one.given_at or one.written_at
    return Said(one.code, same(one.sentence), one.code, names(one.lead_office), None, one.is_open, at)


def warning(one: PublicWarning) -> Said:
    is_now = one.ended_at is None and one.until > clock.now()
    words = (one.place.name_vi, one.place.name_en)
    return Said(one.code, same(one.title), one.code, names(one.place), one.severity, is_now, one.begins_at, words)


def thing(one: Thing) -> Said:
    kind = registry.thing_type(one.type)
    words = (one.place.name_vi, one.place.name_en, one.alias, *((kind[1].name.vi, kind[1].name.en) if kind else ()))
    return Said(one.code, names(one), one.code, names(one.place), None, one.state != "retired", None, words)


def series(one: Series) -> Said:
    facts, name = registry.series(one.thing.domain, one.key), f"{one.thing.code}/{one.key}"
    said = facts.name if facts else same(one.key)
    title = Words(vi=f"{said.vi} · {one.thing.name_vi}", en=f"{said.en} · {one.thing.name_en}")
    is_now = one.thing.state != "retired"
    return Said(one.thing.code, title, name, names(one.thing.place), None, is_now, None, (one.thing.place.name_vi,))


def indicator(one: Indicator) -> Said:
    office = names(one.office) if one.office else NOTHING
    return Said(one.code, names(one), one.code, office, None, one.retired_at is None, None, (one.official,))


def rule(one: Rule) -> Said | None:
    if not one.version:
        return None
    says, domain = one.current.facts["name"], registry.domains().get(one.domain)
    about = domain.short if domain else same(one.domain)
    words = (one.thing.code,) if one.thing else (one.place.name_vi, one.place.name_en) if one.place else ()
    severity, is_now = one.current.facts.get("severity"), one.retired_at is None and one.is_enabled
    title = Words(vi=says["vi"], en=says["en"])
    return Said(str(one.pk), title, f"{one.domain}/{one.key}", about, severity, is_now, None, words)


def procedure(one: Procedure) -> Said:
    ref = f"{one.domain}/{one.key}"
    return Said(ref, names(one), one.code, NOTHING, None, one.state != "retired", None, (ref,))


def source(one: Source) -> Said:
    office = names(one.office) if one.office else NOTHING
    return Said(one.key, names(one), one.key, office, None, not one.is_paused)


def place(one: Place) -> Said | None:
    if one.lat is None or one.lon is None:
        return None
    within = names(one.parent) if one.parent else NOTHING
    called = SORT_OF_PLACE.sub("", one.name_vi)
    return Said(f"{one.lat},{one.lon}", names(one), one.code, within, None, _in_force(one), None, (one.kind,), called)


def office(one: Office) -> Said:
    return Said(one.code, names(one), one.code, names(one.place), None, _in_force(one))


def person(one: Person) -> Said | None:
    """Their name and account only: telephone and mail are personal, and citizens are not looked up here."""
    if one.is_citizen:
        return None
    about = names(one.office) if one.office else NOTHING
    return Said(str(one.pk), same(str(one)), one.account, about, None, one.is_active)


def unit(one: FieldUnit) -> Said:
    return Said(f"{one.lat},{one.lon}", names(one), one.code, names(one.office), None, one.state != "off")


def _tasks(incidents: list[int]) -> Iterator[tuple[str, int]]:
    for number in Task.objects.filter(incident__in=incidents).values_list("pk", flat=True):
        yield "task", number


def _documents(cases: list[int]) -> Iterator[tuple[str, int]]:
    for number in Document.objects.filter(case__in=cases).values_list("pk", flat=True):
        yield "document", number


KINDS: dict[str, Kind] = {
    one.name: one
    for one in (
        Kind("incident", Incident, incident, ("place", "office"), is_flow=True, also=_tasks, deferred=("playbook",)),
        Kind("alert", Alert, alert, ("thing", "place", "office"), is_flow=True, is_many=True, deferred=("why",)),
        Kind(
            "case", Case, case, ("place", "office", "version", "procedure"), is_flow=True, is_many=True, also=_documents,
            deferred=("answers", "text", "version__facts", "procedure__manifest"),
        ),
        Kind("task", Task, task, ("incident__place", "office", "unit"), is_flow=True, deferred=("incident__playbook",)),
        Kind(
            "document", Document, document, ("case__place", "case__office"), scope=Case, owner="case", is_flow=True,
            deferred=("facts", "case__answers"),
        ),
        Kind("directive", Directive, directive, ("case", "giver_office__place", "lead_office"), is_flow=True),
        Kind("warning", PublicWarning, warning, ("place",), is_flow=True),
        Kind("thing", Thing, thing, ("place", "office", "source")),
        Kind("series", Series, series, ("thing__place", "thing__office")),
        Kind("indicator", Indicator, indicator, ("office",), deferred=("facts", "manifest")),
        Kind("rule", Rule, rule, ("thing", "place")),
        Kind("procedure", Procedure, procedure, deferred=("manifest",)),
        Kind("source", Source, source, ("office__place",)),
        Kind("place", Place, place, ("parent",)),
        Kind("office", Office, office, ("place",)),
        Kind("unit", FieldUnit, unit, ("office__place",)),
        Kind("person", Person, person, ("office__place",)),
    )
}  # fmt: skip
