"""Taking a playbook into an incident: a snapshot with its own version, so that later changes leave it as it was."""

import hashlib
from datetime import date, datetime
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from haidang.core.directory.models import Office, Place, valid_on
from haidang.kernel import clock, registry
from haidang.kernel.action import Invalid
from haidang.kernel.manifest import Playbook, Step

from .models import ChecklistItem, Incident, PlaybookVersion


def found(domain: str, key: str) -> Playbook | None:
    """The playbook of a domain, None for no key. Raises Invalid for a key that the domain does not have."""
    if not key:
        return None
    playbook = registry.playbook(domain, key)
    if playbook is None:
        raise Invalid("playbook", _("Không có quy trình này: chọn một quy trình trong danh sách."), f"{domain}/{key}")
    own = override_of(domain, key)
    return own.says if own else playbook


def override_of(domain: str, key: str) -> PlaybookVersion | None:
    """The version of the province that is in force, None where the domain's file is."""
    return PlaybookVersion.objects.filter(domain=domain, key=key).first()


def version_of(playbook: Playbook) -> str:
    """The first twelve digits of the SHA-256 of its facts."""
    facts = msgspec.to_builtins(playbook)
    return hashlib.sha256(msgspec.json.encode(facts, order="deterministic")).hexdigest()[:12]


def snapshot(playbook: Playbook) -> dict[str, Any]:
    """The playbook as JSON, with its `version`."""
    facts: dict[str, Any] = msgspec.to_builtins(playbook)
    return facts | {"version": version_of(playbook)}


def checklist(incident: Incident, playbook: Playbook) -> list[ChecklistItem]:
    """Write the steps of the playbook as the incident's checklist, each with the office that answers for it."""
    kinds = {step.office_kind for step in playbook.steps}
    offices = offices_by_kind(incident.place, kinds, clock.today(), incident.playbook_domain)
    items = [
        _item(incident, number, step, _office(incident, step, offices), incident.opened_at)
        for number, step in enumerate(playbook.steps, 1)
    ]
    return ChecklistItem.objects.bulk_create(items)


def _item(incident: Incident, number: int, step: Step, office: Office | None, opened_at: datetime) -> ChecklistItem:
    return ChecklistItem(
        incident=incident,
        number=number,
        key=step.key,
        name_vi=step.name.vi,
        name_en=step.name.en,
        when_vi=step.when.vi if step.when else "",
        when_en=step.when.en if step.when else "",
        role=step.role,
        office_kind=step.office_kind,
        office=office,
        unit_kind=step.unit_kind,
        must=step.must,
        due_at=opened_at + clock.duration(step.within),
    )


WATCH = ("duty_officer", "shift_lead")
"""Roles of those who run the incident: their steps stay with the office that holds it."""


def _office(incident: Incident, step: Step, offices: dict[str, Office]) -> Office | None:
    own = incident.office
    if own and step.role in WATCH and step.office_kind == own.kind:
        return own
    return offices.get(step.office_kind)


def offices_by_kind(place: Place, kinds: set[str], day: date, domain: str = "") -> dict[str, Office]:
    """For each kind the office that is responsible at a place: one that answers for the domain before one that does not,
    then the one of the smallest area that holds the place."""
    offices = Office.objects.filter(valid_on(day), kind__in=kinds - {""}).select_related("place").order_by("code")
    covering = [office for office in offices if place.path.startswith(office.place.path)]
    best_last = sorted(covering, key=lambda office: (domain in office.fields, len(office.place.path)))
    return {office.kind: office for office in best_last}
