"""Cases found by who is in them: a look at personal data, so it is journalled, and says why it was needed."""

from django.utils.translation import gettext as _

from haidang.core.directory.models import Person
from haidang.core.directory.queries import person_of, visible
from haidang.kernel.action import Actor, Doing, Invalid, Refused, action
from haidang.kernel.given import needed
from haidang.kernel.text import dialled

from .models import LONG, Case, Party
from .opening import checked_phone

SHOWN_DIGITS = 3
IDENTITY_DIGITS = (9, 12)
MOST = 5000
"""Of one number: a company's may be in very many."""


def trace(actor: Actor, *, phone: str = "", identity: str = "", why: str, limit: int = 20) -> list[Case]:
    """The cases with this telephone or identity number in them that the actor may see, newest first.

    The journal keeps the reason and the last digits of the number. Raises Refused, Invalid.
    """
    number = checked_phone(phone) or _checked_identity(identity)
    by = person_of(actor)
    if by is None:
        raise Refused(_("Đăng nhập bằng tài khoản của người làm việc tại quầy hoặc tổng đài."))
    _trace(actor, by, number=f"…{number[-SHOWN_DIGITS:]}", why=needed("why", why))
    if phone.strip():
        parties = Party.objects.exclude(phone="").filter(phone__in=written(number))
    else:
        parties = Party.objects.exclude(identity="").filter(identity=number)
    # their numbers first: asked in one, PostgreSQL goes through all cases from the newest and looks for each who is in it
    cases = list(parties.order_by("-pk").values_list("case", flat=True)[:MOST])
    rows = Case.objects.filter(visible(actor, Case), pk__in=cases)
    return list(
        rows.select_related("place", "office", "officer", "procedure", "version")
        .defer(*LONG)
        .order_by("-opened_at")[:limit]
    )


@action("case.trace")
def _trace(do: Doing, by: Person, *, number: str, why: str) -> None:
    do.about(by, number=number, why=why)


def written(phone: str) -> list[str]:
    """The ways in which one number of this country is written.

    >>> written("+84903123456")
    ['0903123456', '84903123456', '+84903123456']
    """
    digits = dialled(phone)
    return [digits, f"84{digits[1:]}", f"+84{digits[1:]}"] if digits.startswith("0") else [digits, phone]


def _checked_identity(text: str) -> str:
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) not in IDENTITY_DIGITS:
        raise Invalid("identity", _("Số định danh gồm 12 chữ số, chứng minh nhân dân cũ 9 chữ số."), text)
    return digits
