"""Telling an office that its figures are due: once shortly before, once when they are late."""

from datetime import timedelta
from typing import Literal

from haidang.core.indicators.models import Submission
from haidang.core.indicators.reading.submissions import Owing, due_soon, late_offices
from haidang.core.notices.actions import notify
from haidang.kernel.action import Actor, Doing, action
from haidang.kernel.facts import Words

BEFORE = timedelta(days=2)
SAID = {
    "soon": Words(vi="Sắp đến hạn số liệu kỳ {period}", en="Figures of {period} are due soon"),
    "late": Words(vi="Quá hạn số liệu kỳ {period}", en="Figures of {period} are late"),
}


def remind_all(actor: Actor) -> int:
    """How many offices were told; what waits for approval is not reminded of."""
    late = [one for one in late_offices(actor) if _needs(one, "late")]
    for one in late:
        remind(actor, one, "late")
    soon = [one for one in due_soon(actor, within=BEFORE) if _needs(one, "soon")]
    for one in soon:
        remind(actor, one, "soon")
    return len(late) + len(soon)


def _needs(one: Owing, when: str) -> bool:
    known = {"office": one.office, "kind": one.period.kind, "period": one.period.first}
    rows = Submission.objects.filter(**known).order_by("-id")[:1]
    return all(row.state != "submitted" and row.reminded not in (when, "late") for row in rows)


@action("submission.remind")
def remind(do: Doing, owing: Owing, when: Literal["soon", "late"]) -> None:
    """Begins the form where nobody did, so that the reminder leads somewhere."""
    rows = Submission.objects.exclude(state="approved")
    over = owing.period
    row, _made = rows.get_or_create(office=owing.office, kind=over.kind, period=over.first)
    row.reminded = when
    row.save(update_fields=["reminded"])
    do.about(row, when=when, indicators=len(owing.entries))
    said = SAID[when]
    title = Words(vi=said.vi.format(period=row.over.text), en=said.en.format(period=row.over.text))
    notify(do, [owing.office], kind=f"submission.{when}", title=title, link=row.link, place=row.scope_place)
