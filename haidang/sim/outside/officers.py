"""An OpenID Connect issuer of the demo for those on duty, as a province's own sign-in would be, at /officers. Invented."""

from dataclasses import dataclass
from typing import Any

from haidang.provinces import pack

from .issuing import Issuer


@dataclass(frozen=True, slots=True)
class Officer:
    """One of the demo's invented people; their mailbox is the one their account was made with."""

    number: str
    name: str
    about: str

    def claims(self) -> dict[str, Any]:
        address = f"{self.number}@{pack.chosen().province.email_domain}"
        return {
            "sub": f"officer-{self.number}", "name": self.name, "preferred_username": self.number, "email": address,
            "email_verified": True,
        }  # fmt: skip


def people() -> list[Officer]:
    """Nobody of a real province: its people are made by hand."""
    return [Officer(one.account, one.name, one.title.vi) for one in pack.chosen().people if one.kind != "device"]


issuer = Issuer(
    path="officers",
    title="Đăng nhập một lần của tỉnh",
    note="MÔ PHỎNG: mọi cán bộ ở đây đều bịa",
    told="họ tên, tài khoản công vụ, địa chỉ thư công vụ",
    client="haidang",
    secret="sso-officers",  # noqa: S106 - the name of a secret
    acr="mfa",
    people=people,
)
routes = issuer.routes
