"""Accounts for dropping files: opened, given a new password, closed."""

import re
from datetime import timedelta

import asyncssh
from django.utils.translation import gettext as _

from haidang.core.things.models import Source
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.given import bounded, needed

from .models import DropAccount
from .passwords import hash_of, new_password

NAME = re.compile(r"[a-z][a-z0-9_-]{2,31}")
MOST_MB = 10_000
DOOR = "files"
USED_EVERY = timedelta(seconds=60)


@action("drop.open", on="source")
def open_account(
    do: Doing, *, source: Source, name: str, public_keys: str = "", quota_mb: int = 200, note: str = ""
) -> tuple[DropAccount, str]:
    """A new account of a source's owner, and its password, told once. Raises Invalid."""
    if source.door != DOOR:
        raise Invalid("source", _("Nguồn này không nhận tệp: chọn nguồn có cửa vào là tệp."), source.key)
    if not NAME.fullmatch(name):
        raise Invalid("name", _("Tên gồm chữ thường a-z, số, gạch, bắt đầu bằng chữ; từ 3 đến 32 ký tự."), name)
    if DropAccount.objects.filter(name=name).exists():
        raise Invalid("name", _("Đã có tài khoản mang tên này (kể cả đã khóa)."), name)
    if not 1 <= quota_mb <= MOST_MB:
        raise Invalid("quota_mb", _("Từ 1 đến %(most)s MB.") % {"most": MOST_MB}, quota_mb)
    password = new_password()
    row = DropAccount.objects.create(
        source=source, name=name, hash=hash_of(password), public_keys=_checked(public_keys), quota_mb=quota_mb,
        note=bounded("note", note, 300), created_at=do.at, created_by=do.actor.name,
    )  # fmt: skip
    do.about(row, source=source.key, quota_mb=quota_mb, has_keys=bool(row.public_keys))
    return row, password


def _checked(text: str) -> str:
    """SSH keys as given, one a line. Raises Invalid."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in lines:
        try:
            asyncssh.import_public_key(line)
        except asyncssh.KeyImportError:
            words = _("Không phải khóa công khai SSH: dán nguyên dòng như ssh-ed25519 AAAA…")
            raise Invalid("public_keys", words, line[:60]) from None
    return "\n".join(lines)


@action("drop.renew")
def renew_password(do: Doing, account: DropAccount) -> str:
    """A new password, told once; the old one ends within seconds. Raises NotPossible."""
    account = _locked(account)
    password = new_password()
    account.hash, account.renewed_at = hash_of(password), do.at
    account.save(update_fields=["hash", "renewed_at"])
    do.about(account, source=account.source.key)
    return password


@action("drop.close")
def close_account(do: Doing, account: DropAccount, *, why: str) -> DropAccount:
    """It signs in no more and open sessions end within seconds; what it dropped stays. Raises Invalid, NotPossible."""
    account = _locked(account)
    reason = needed("why", bounded("why", why, 300))
    with do.changing(account, "closed_why", source=account.source.key):
        account.closed_at, account.closed_why = do.at, reason
        account.save(update_fields=["closed_at", "closed_why"])
    return account


def _locked(account: DropAccount) -> DropAccount:
    row = DropAccount.objects.select_for_update(of=("self",)).select_related("source__office__place").get(pk=account.pk)
    if not row.is_open:
        raise NotPossible(_("Tài khoản này đã khóa."))
    return row
