"""Composing a report of an incident."""

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.numbers import next_code
from haidang.core.incidents import log
from haidang.core.incidents.facts import facts
from haidang.core.incidents.models import Incident, Report
from haidang.core.incidents.under_way import changing
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both

from . import composing, content


@action("incident.compose")
def compose(do: Doing, incident: Incident, kind: str = "situation", *, assessment: str = "") -> Report:
    """A report of this moment; earlier ones stay as they are. `assessment` is what the one who composes it has to say.

    Raises Invalid for a kind that is not known; NotPossible for the final report of an incident that goes on.
    """
    if kind not in facts().reports:
        raise Invalid("kind", _("Chọn một trong: %(keys)s.") % {"keys": ", ".join(facts().reports)}, kind)
    with changing(do, incident) as incident:
        if kind == "final" and incident.is_open:
            raise NotPossible(_("Báo cáo kết thúc lập sau khi sự cố kết thúc; bây giờ lập báo cáo tình hình."))
        told = composing.composed(do.actor, incident, kind, do.at, assessment.strip())
        last = incident.reports.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
        made = Report.objects.create(
            incident=incident, code=next_code(Report, "BC"), kind=kind, number=last + 1, composed_at=do.at,
            by=str(do.actor), by_name=do.actor.name, content=content.as_dict(told),
        )  # fmt: skip
        do.event.facts["report"] = made.code
        text = both(msgid("Lập %(kind)s số %(number)s (%(code)s)"), kind=facts().reports[kind], number=made.number,
                    code=made.code)  # fmt: skip
        log.write(do, incident, "action", text)
    return made
