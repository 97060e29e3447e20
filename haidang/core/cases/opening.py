"""The beginning of a case: its code, secret, version, words that are searched, and the people in it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from haidang.core.directory.models import Person
from haidang.core.directory.numbers import next_code
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.geo import Point, cell_of
from haidang.kernel.given import checked_point

from .models import Case, Party, Procedure, ProcedureVersion

PREFIXES = {"report": "PA", "directive": "CD", "request": "YC", "dossier": "HS"}
PHONE_DIGITS = range(8, 16)


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
    person: Person | None = None
    is_verified: bool = False


def current_version(procedure: Procedure) -> ProcedureVersion:
    """Raises NotPossible when the procedure takes no new cases."""
    if procedure.state != "published":
        raise NotPossible(_("Thủ tục “%(name)s” không nhận hồ sơ mới.") % {"name": procedure})
    return procedure.versions.get(number=procedure.number)


def new_code(kind: str) -> str:
    return next_code(Case, PREFIXES[kind])


def new_secret() -> str:
    """What opens a case to whoever has its link: 128 bits."""
    return secrets.token_urlsafe(16)


def put_at(case: Case, point: Point | None) -> None:
    if point is not None:
        case.lon, case.lat = checked_point(point)
        case.cell = cell_of(point)


def write_down(case: Case, people: Iterable[Someone]) -> None:
    """Keep the people of a case. Raises Invalid for a telephone number that is none."""
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
