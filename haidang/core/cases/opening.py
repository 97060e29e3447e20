"""The beginning of a case: its code, secret, version, words that are searched, and the people in it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from haidang.core.directory.models import Person
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.geo import Point, cell_of
from haidang.kernel.given import checked_point

from .models import Case, Party, Procedure, ProcedureVersion

PHONE_DIGITS = range(8, 16)
CONSENT = ("paper", "code")
"""How somebody can have agreed that another acts for them."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A party as it is given; `role` as in models.Party."""

    role: str
    name: str = ""
    phone: str = ""
    email: str = ""
    identity: str = ""
    address: str = ""
    consent: str = ""
    consent_how: str = ""
    person: Person | None = None
    is_verified: bool = False


def current_version(procedure: Procedure) -> ProcedureVersion:
    """Raises NotPossible when the procedure takes no new cases."""
    if procedure.state != "published":
        raise NotPossible(_("Thủ tục “%(name)s” không nhận hồ sơ mới.") % {"name": procedure})
    return procedure.versions.defer("facts").get(number=procedure.number)


def new_secret() -> str:
    """What opens a case to whoever has its link: 128 bits."""
    return secrets.token_urlsafe(16)


def put_at(case: Case, point: Point | None) -> None:
    if point is not None:
        case.lon, case.lat = checked_point(point)
        case.cell = cell_of(point)


def write_down(case: Case, people: Iterable[Someone], at: datetime) -> None:
    """Keep the people of a case. Raises Invalid for a telephone number that is none, a proxy nobody agreed to."""
    people = list(people)
    for one in people:
        if one.role == "proxy" and not (one.consent.strip() and one.consent_how in CONSENT):
            raise Invalid(
                "consent", _("Người làm thay cần sự đồng ý ghi lại được: bản ký hoặc mã xác nhận qua điện thoại.")
            )
    Party.objects.bulk_create(
        Party(
            case=case,
            role=one.role,
            person=one.person,
            name=one.name.strip(),
            phone=checked_phone(one.phone),
            email=one.email.strip(),
            identity=one.identity.strip(),
            address=one.address.strip(),
            consent=one.consent.strip(),
            consent_how=one.consent_how,
            consent_at=at if one.consent.strip() else None,
            is_verified=one.is_verified,
        )
        for one in people
    )


def checked_phone(text: str) -> str:
    """Digits as they are dialled, with a leading + kept. Raises Invalid."""
    digits = "".join(sign for sign in text if sign.isdigit())
    if not text.strip():
        return ""
    if len(digits) not in PHONE_DIGITS:
        raise Invalid("phone", _("Viết số điện thoại gồm 8 đến 15 chữ số."), text)
    return f"+{digits}" if text.strip().startswith("+") else digits
