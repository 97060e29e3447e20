"""The accounts that the province's offices are paid to: connectors of the kind "bank".

[connectors.settings]
bin = "970436"            # of Napas
account = "1012345678"
holder = "TTPVHCC TINH HAI DANG"   # plain letters, at most 25
office = "hcc-tinh"       # an office and all under it; without it: everybody else
memo_prefix = "HD"
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from haidang.core.directory.models import Office
from haidang.kernel.action import NotPossible
from haidang.provinces import connectors
from haidang.provinces.facts import Connector


@dataclass(frozen=True, slots=True)
class Account:
    """An account of ours. `demo_url` is where a demo's bank lets one pay, "" for a real bank."""

    key: str
    bank: str
    number: str
    holder: str
    office: str
    prefix: str
    address: str
    is_simulated: bool

    @property
    def demo_url(self) -> str:
        return self.address if self.is_simulated else ""


def every() -> list[Account]:
    return [_read(one) for one in connectors.every("bank")]


def by_key(key: str) -> Account | None:
    return next((one for one in every() if one.key == key), None)


def by_number(bank: str, number: str) -> Account | None:
    return next((one for one in every() if (one.bank, one.number) == (bank, number)), None)


def for_office(office: Office) -> Account:
    """The account of the office or of the nearest one above it, else the one of all. Raises NotPossible."""
    known = {one.office: one for one in every()}
    above: Office | None = office
    while above is not None:
        if above.code in known:
            return known[above.code]
        above = above.parent
    if "" in known:
        return known[""]
    raise NotPossible(
        _("Chưa có tài khoản nhận tiền cho %(office)s: khai báo một kết nối loại “bank” trong connectors.toml.")
        % {"office": office}
    )


def _read(one: Connector) -> Account:
    told = one.settings
    return Account(
        one.key, told.get("bin", ""), told.get("account", ""), told.get("holder", ""), told.get("office", ""),
        told.get("memo_prefix", ""), one.address, one.is_simulated,
    )  # fmt: skip
