"""Setting up what is read, trying it, reading it now, loading a file by hand; which inner hosts are meant.

Secrets are written and never read: an event says that there is one.
"""

import re
from ipaddress import ip_network

import msgspec
from django.utils.translation import gettext as _

from haidang.core.directory.models import Office
from haidang.core.indicators import book
from haidang.core.things.models import Source
from haidang.kernel import pull, registry
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, action, system
from haidang.kernel.bilingual import shown
from haidang.kernel.given import bounded, needed
from haidang.kernel.sealing import seal

from . import running
from .faults import Fault
from .kinds import folder
from .models import InnerHost, Pull, PullRun
from .taking import taker_of

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
READER = system("pulling")
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,100}[A-Za-z0-9])?")


@action("pull.add", on="office")
def add(
    do: Doing, *, key: str, name_vi: str, facts: pull.Pull, office: Office | None = None, name_en: str = "",
    data_class: str = "internal", domain: str = "", secret: str = "",
) -> Pull:  # fmt: skip
    """A new source that is read. Raises Invalid."""
    if not KEY.fullmatch(key):
        raise Invalid("key", _("Khóa gồm chữ thường a-z, số, gạch dưới, bắt đầu bằng chữ; tối đa 40 ký tự."), key)
    if Source.objects.filter(key=key).exists():
        raise Invalid("key", _("Đã có nguồn dùng khóa này."), key)
    check(facts)
    source = Source.objects.create(
        key=key, name_vi=needed("name_vi", name_vi), name_en=name_en.strip() or name_vi.strip(), door="pull",
        format=facts.way, office=office, data_class=data_class, domain=domain,
    )  # fmt: skip
    row = Pull.objects.create(
        source=source, facts=msgspec.to_builtins(facts), feeds=facts.take.feeds, is_on=facts.on,
        sealed=seal(secret) if secret else None,
    )  # fmt: skip
    do.about(row, key=key, way=facts.way, has_secret=bool(secret))
    do.event.after = {"facts": row.facts}
    return row


@action("pull.change")
def change(do: Doing, row: Pull, facts: pull.Pull, *, secret: str | None = None) -> Pull:
    """Another way of reading it; `secret` None leaves the sealed one, "" takes it away. Raises Invalid."""
    check(facts)
    if secret is None and row.sealed is not None and is_elsewhere(row.says, facts):
        raise Invalid("secret", _("Địa chỉ đổi sang máy khác: nhập lại mật khẩu, khóa."))
    with do.changing(row, "facts", secret_changed=secret is not None):
        row.facts, row.feeds, row.is_on = msgspec.to_builtins(facts), facts.take.feeds, facts.on
        row.__dict__.pop("says", None)
        row.columns, row.etag, row.modified, row.digest = [], "", "", ""
        if secret is not None:
            row.sealed = seal(secret) if secret else None
        row.next_at = do.at
        row.save(
            update_fields=["facts", "feeds", "is_on", "columns", "etag", "modified", "digest", "sealed", "next_at"]
        )
    return row


def is_elsewhere(old: pull.Pull, new: pull.Pull) -> bool:
    """Whether a kept secret would go to another machine than it was typed for."""
    return old.address.split("/")[:3] != new.address.split("/")[:3]


@action("pull.switch")
def switch(do: Doing, row: Pull, *, on: bool) -> Pull:
    with do.changing(row, "is_on"):
        row.is_on, row.next_at = on, do.at
        row.save(update_fields=["is_on", "next_at"])
    return row


def run_now(actor: Actor, row: Pull) -> PullRun:
    """Read it at once, whatever its time. Raises Refused, NotPossible while it is being read."""
    _asked(actor, row)
    claimed = running.claim(row.pk, now=True)
    if claimed is None:
        raise NotPossible(_("Nguồn đang được đọc, thử lại sau ít phút."))
    return running.run(READER, claimed, anew=True)


@action("pull.run")
def _asked(do: Doing, row: Pull) -> None:
    """Before the reading, which is slow and no part of its transaction."""
    do.about(row)


@action("pull.load")
def load(do: Doing, row: Pull, name: str, body: bytes) -> PullRun:
    """A file brought by hand in place of a reading. Raises Invalid with nothing changed."""
    try:
        outcome = running.finish(READER, row, folder.of_file(name, body, row.says), is_file=True)
    except Fault as fault:
        raise Invalid("file", shown(fault.words), name) from None
    outcome.save()
    do.about(row, file=name, rows=outcome.rows, new=outcome.new, changed=outcome.changed, wrong=outcome.wrong)
    return outcome


@action("inner_host.allow")
def allow(do: Doing, pattern: str, *, why: str) -> InnerHost:
    """A host (data.lan) or network (10.1.0.0/16) inside that may be read. Raises Invalid."""
    wanted = pattern.strip().casefold()
    if not _NAME.fullmatch(wanted) and not _is_network(wanted):
        raise Invalid("pattern", _("Ghi tên máy (data.lan) hoặc dải địa chỉ (10.1.0.0/16)."), pattern)
    reason = needed("why", bounded("why", why, 500))
    row, made = InnerHost.objects.get_or_create(
        pattern=wanted, defaults={"why": reason, "by_name": do.actor.name, "at": do.at}
    )
    if not made:
        raise Invalid("pattern", _("Đã được cho phép."), pattern)
    do.about(row, why=reason)
    return row


@action("inner_host.forbid")
def forbid(do: Doing, row: InnerHost) -> None:
    do.about(row)
    row.delete()


def _is_network(text: str) -> bool:
    try:
        return ip_network(text, strict=False).prefixlen > 0
    except ValueError:
        return False


def check(facts: pull.Pull) -> None:
    """Raises Invalid with the first thing that does not fit."""
    for where, value, remedy in pull.contradictions(facts):
        raise Invalid(where.replace(".", "_"), remedy, value)
    if facts.way != "folder" and not facts.address.strip():
        raise Invalid("address", _("Bắt buộc phải có."))
    known = book.current().by_code
    for code in facts.take.feeds:
        if code not in known:
            raise Invalid("take_values", _("Không có chỉ tiêu mã %(code)s.") % {"code": code}, code)
        if known[code].facts.is_computed or known[code].tree is not None:
            raise Invalid("take_values", _("%(code)s do chương trình tính, không nhập tay.") % {"code": code}, code)
    if facts.take.to == pull.SERIES:
        _check_series(facts.take)
    elif facts.take.to != pull.INDICATORS:
        try:
            taker_of(facts.take.to)
        except Fault:
            raise Invalid("take_to", _("Không lĩnh vực nào nhận “%(to)s”.") % {"to": facts.take.to}) from None


def _check_series(take: pull.Take) -> None:
    every = {one.key for domain in registry.domains().values() for one in domain.series}
    for key in [*take.values.values(), *take.names.values()]:
        if key not in every:
            raise Invalid("take_values", _("Không có thông số %(key)s.") % {"key": key}, key)
