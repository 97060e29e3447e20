"""The seam to cases: an urgent one that has been taken up becomes an incident, once."""

from datetime import datetime

from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import log
from haidang.core.cases.models import Case
from haidang.kernel.action import Doing, system
from haidang.kernel.bilingual import both
from haidang.kernel.geo import cells_around, distance_m

from . import limits
from .actions import open_incident
from .alerts import take_case
from .models import Incident, IncidentCase

WHO = system("cases")


def take_up(do: Doing, case: Case) -> None:
    """Open an incident, or count it to the one that the same matter close by has opened lately."""
    if IncidentCase.objects.filter(case=case).exists():
        return
    near = _same_matter(case, do.at)
    if near is not None:
        take_case(do, near, case)
        log.write(do, case, "auto", both(msgid("Việc khẩn: đưa vào sự cố %(code)s"), code=near.code), near)
        return
    incident = open_incident(WHO, case)
    log.write(do, case, "auto", both(msgid("Việc khẩn: mở sự cố %(code)s"), code=incident.code), incident)


def _same_matter(case: Case, at: datetime) -> Incident | None:
    """The open incident of another report of this kind near by; twenty floods of one street are one incident."""
    if case.point is None:
        return None
    within = limits.metres("case_within")
    links = IncidentCase.objects.filter(
        incident__closed_at=None, incident__is_exercise=case.is_exercise, case__procedure=case.procedure_id,
        case__cell__in=cells_around(case.point, within), linked_at__gte=at - limits.length("case_for"),
    )  # fmt: skip
    for link in links.select_related("incident", "case").order_by("-linked_at"):
        if link.case.point is not None and distance_m(case.point, link.case.point) <= within:
            return link.incident
    return None


def incident_of(case: Case) -> Incident | None:
    link = IncidentCase.objects.filter(case=case).select_related("incident").first()
    return link.incident if link else None
