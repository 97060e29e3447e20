"""The seam to alerts and cases: what one gives to a new incident, and taking it in or letting it go."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from haidang.core.cases.models import Case
from haidang.core.directory.models import Office, Place
from haidang.core.rules.alerts import actions as rules
from haidang.core.rules.models import Alert
from haidang.kernel import registry
from haidang.kernel.action import Doing, NotPossible
from haidang.kernel.geo import Point

from .models import Incident, IncidentAlert, IncidentCase


@dataclass(frozen=True, slots=True)
class Given:
    """What the origin of an incident gives it, where the one who opens it does not say otherwise."""

    kind: str
    place: Place
    code: str = ""
    title: str = ""
    severity: int | None = None
    point: Point | None = None
    playbook: tuple[str, str] = ("", "")
    office: Office | None = None
    is_simulated: bool = False


def given(origin: Alert | Case | Place) -> Given:
    match origin:
        case Alert():
            return _from_alert(origin)
        case Case():
            return _from_case(origin)
        case _:
            return Given("person", origin)


def _from_case(case: Case) -> Given:
    grade = case.version.book.grade(case.grade)
    return Given(
        kind="report",
        place=case.place,
        code=case.code,
        title=case.title,
        severity=grade.severity if grade else None,
        point=case.point,
        office=case.office,
        is_simulated=case.is_simulated,
    )


def take_case(do: Doing, incident: Incident, case: Case) -> None:
    """Count the case to the incident. Raises NotPossible when another one has it, telling which."""
    other = IncidentCase.objects.filter(case=case).select_related("incident").first()
    if other is not None:
        raise NotPossible(_("%(case)s đã thuộc sự cố %(code)s.") % {"case": case.code, "code": other.incident.code})
    IncidentCase.objects.create(incident=incident, case=case, linked_at=do.at)
    do.event.facts["cases"] = [case.code]


def _from_alert(alert: Alert) -> Given:
    thing = alert.thing
    return Given(
        kind="alert",
        place=alert.place,
        code=alert.code,
        title=alert.title_vi,
        severity=alert.severity,
        point=Point(thing.lon, thing.lat) if thing.lon is not None and thing.lat is not None else None,
        playbook=_playbook(alert),
        office=alert.office,
        is_simulated=alert.is_simulated,
    )


def _playbook(alert: Alert) -> tuple[str, str]:
    """The playbook its rule names, none when the domain no longer has it."""
    key = alert.rule_version.says.playbook
    return (alert.domain, key) if key and registry.playbook(alert.domain, key) else ("", "")


def take(do: Doing, incident: Incident, alert: Alert) -> IncidentAlert:
    """Count the alert to the incident, which acknowledges it. Raises NotPossible when another one has it, telling which."""
    if IncidentAlert.objects.filter(incident=incident, alert=alert).exists():
        raise NotPossible(_("Cảnh báo %(alert)s đã thuộc sự cố này.") % {"alert": alert.code})
    rules.link(do.actor, alert, incident=incident.pk, code=incident.code)
    link = IncidentAlert.objects.create(incident=incident, alert=alert, linked_at=do.at)
    do.event.facts["alerts"] = _codes(incident)
    return link


def release(do: Doing, incident: Incident, alert: Alert) -> None:
    gone, _rows = IncidentAlert.objects.filter(incident=incident, alert=alert).delete()
    if not gone:
        raise NotPossible(_("Cảnh báo %(alert)s không thuộc sự cố này.") % {"alert": alert.code})
    rules.link(do.actor, alert, incident=None)
    do.event.facts["alerts"] = _codes(incident)


def _codes(incident: Incident) -> list[str]:
    return list(incident.alert_links.order_by("alert__code").values_list("alert__code", flat=True))
