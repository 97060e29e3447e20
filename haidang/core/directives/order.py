"""An order before it is one: what a leader, or whoever prepares it, fills in; and its checks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from haidang.core.directory.models import Office, Person
from haidang.kernel import clock
from haidang.kernel.action import Invalid
from haidang.kernel.given import bounded, needed

from . import givers
from .about import About

MOST_SIGNS, MOST_OFFICES, YEARS = 500, 30, 5


@dataclass(frozen=True, slots=True)
class Order:
    """One sentence, who leads, who answers for it, who helps, by when. Permission is asked about the lead office."""

    sentence: str
    lead: Office
    due_on: date
    leader: Person | None = None
    beside: Sequence[Office] = ()
    text: str = ""
    about: About | None = None

    kind_name = "directive"

    @property
    def scope_place(self) -> str:
        return self.lead.place.path

    @property
    def scope_office(self) -> str:
        return self.lead.code


def due_in_reach(day: date) -> None:
    """Raises Invalid for a day that is past, or too far off."""
    today = clock.today()
    if not today <= day <= today.replace(year=today.year + YEARS, day=min(today.day, 28)):
        raise Invalid("due_on", _("Chọn một ngày từ hôm nay đến %(years)s năm tới.") % {"years": YEARS}, day)


def checked(order: Order) -> Order:
    """As it may be kept. Raises Invalid."""
    if len(order.sentence) > MOST_SIGNS:
        raise Invalid(
            "sentence", _("Một câu, dài nhất %(most)s ký tự; viết thêm ở phần chi tiết.") % {"most": MOST_SIGNS}
        )
    due_in_reach(order.due_on)
    if order.leader is not None and not givers.is_head(order.leader):
        raise Invalid("leader", _("Chọn một người đứng đầu hoặc lãnh đạo cơ quan."), str(order.leader))
    beside = tuple(one for one in dict.fromkeys(order.beside) if one != order.lead)
    if len(beside) > MOST_OFFICES:
        raise Invalid("beside", _("Nhiều nhất %(most)s cơ quan phối hợp.") % {"most": MOST_OFFICES}, len(beside))
    return replace(order, sentence=needed("sentence", order.sentence), text=bounded("text", order.text), beside=beside)
