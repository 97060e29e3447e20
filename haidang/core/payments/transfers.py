"""A transfer as a bank tells of it, by whichever way: checked once, here."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from haidang.kernel.action import Invalid
from haidang.kernel.facts import Words

from .accounts import Account

MOST_AMOUNT = 10**13
OLDEST = datetime(2020, 1, 1, tzinfo=UTC)
AHEAD = timedelta(hours=1)
"""A bank's clock may go that much before ours."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money that came to `account`; `reference` is unique there, `at` when the bank booked it."""

    account: Account
    reference: str
    amount: int
    memo: str
    at: datetime
    payer: str = ""

    @property
    def payer_hint(self) -> str:
        """Enough to tell one payer from another: the end of the account, the first letters of the names."""
        digits = "".join(sign for sign in self.payer if sign.isdigit())
        letters = "".join(word[0] for word in self.payer.split() if word[:1].isalpha()).upper()
        return f"{letters[:6]} ···{digits[-4:]}" if digits else letters[:6]


def dong(amount: int) -> Words:
    """As each language divides thousands: 150.000, 150,000."""
    text = f"{amount:,}"
    return Words(vi=text.replace(",", "."), en=text)


def checked(one: Transfer, now: datetime) -> Transfer:
    """Raises Invalid that names field, value and remedy."""
    if not one.reference.strip() or len(one.reference) > 64:
        raise Invalid("reference", _("Cần mã giao dịch của ngân hàng, dài nhất 64 ký tự."), one.reference[:80])
    if "\0" in f"{one.reference}{one.memo}{one.payer}":
        raise Invalid("memo", _("Có ký tự không đọc được."))
    if not 0 < one.amount <= MOST_AMOUNT:
        raise Invalid("amount", _("Số tiền ghi có phải là số đồng lớn hơn 0."), one.amount)
    if one.at < OLDEST:
        raise Invalid("at", _("Thời điểm giao dịch quá xa về trước."), one.at.isoformat())
    if one.at > now + AHEAD:
        raise Invalid("at", _("Thời điểm giao dịch ở tương lai."), one.at.isoformat())
    return one
