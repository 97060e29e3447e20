"""A bill as the citizen sees it."""

import io
from typing import Any
from urllib.parse import urlencode

import segno
from django.utils.translation import get_language

from haidang.core.payments import accounts
from haidang.core.payments.models import Bill
from haidang.core.ui import numbers
from haidang.kernel.text import said


def bill_facts(bill: Bill) -> dict[str, Any]:
    """Its lines in the language of the reader, and what has come for it that does not fit yet."""
    language = get_language() or "vi"
    open_ones = [one.amount for one in bill.incomings.all() if one.state == "open"]
    return {
        "bill": bill,
        "lines": [one | {"name": said(one["name"], language)} for one in bill.lines],
        "arrived": sum(open_ones),
        "arrived_text": numbers.said(sum(open_ones)),
    }


def picture(bill: Bill) -> bytes:
    """The code as PNG, to be kept in a phone's photos and opened by its bank's app."""
    buffer = io.BytesIO()
    segno.make(bill.qr_text, error="m", micro=False).save(buffer, kind="png", scale=10, border=4)
    return buffer.getvalue()


def demo_bank(bill: Bill, back: str) -> str:
    """Where a demo's bank lets one pay, "" where the bank is a real one."""
    account = accounts.by_number(bill.bank, bill.account)
    if account is None or not account.demo_url:
        return ""
    return f"{account.demo_url}/pay?{urlencode({'qr': bill.qr_text, 'back': back})}"
