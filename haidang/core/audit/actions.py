"""The one entry of the journal that is no change: somebody looked at personal data."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from haidang.kernel.action import Actor, Doing, Invalid, action, subject_kind

MOST_WORDS = 500


class PersonalData:
    """The personal side of a subject: same thing, same place, but of the class personal (or sensitive, if it is)."""

    def __init__(self, subject: Any) -> None:
        self.kind_name = subject_kind(subject)
        self.pk, self.label = subject.pk, str(subject)
        self.scope_place: str = getattr(subject, "scope_place", "")
        self.scope_office: str = getattr(subject, "scope_office", "")
        self.data_class = "sensitive" if getattr(subject, "data_class", "") == "sensitive" else "personal"

    def __str__(self) -> str:
        return self.label


def look(actor: Actor, subject: Any, fields: Iterable[str], why: str) -> None:
    """Journal a look at personal fields of a subject, before they are shown. Raises Refused, Invalid without a reason."""
    if not why.strip():
        raise Invalid("why", _("Hãy ghi lý do xem dữ liệu cá nhân: lý do này được lưu và người có dữ liệu xem được."))
    _look(actor, PersonalData(subject), fields=sorted(fields), why=why.strip()[:MOST_WORDS])


@action("person.look")
def _look(do: Doing, data: PersonalData, *, fields: list[str], why: str) -> None:
    do.about(data, fields=fields, why=why)
