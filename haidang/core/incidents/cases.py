"""The seam to cases: an urgent one that has been taken up becomes an incident, once."""

from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import log
from haidang.core.cases.models import Case
from haidang.kernel.action import Doing, system
from haidang.kernel.bilingual import both

from .actions import open_incident
from .models import Incident, IncidentCase

WHO = system("cases")


def take_up(do: Doing, case: Case) -> None:
    if not IncidentCase.objects.filter(case=case).exists():
        incident = open_incident(WHO, case)
        log.write(do, case, "auto", both(msgid("Việc khẩn: mở sự cố %(code)s"), code=incident.code), incident)


def incident_of(case: Case) -> Incident | None:
    link = IncidentCase.objects.filter(case=case).select_related("incident").first()
    return link.incident if link else None
