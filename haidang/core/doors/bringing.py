"""Tables of readings that a person brings: looked at first, read as they say, then taken whole or only their right rows."""

from datetime import timedelta

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.queries import person_of
from haidang.core.notices.actions import notify
from haidang.core.pulling.faults import Fault
from haidang.core.telemetry.readings import Delivery
from haidang.core.telemetry.record import commit
from haidang.core.things.models import Source
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both, names, same, shown
from haidang.kernel.facts import Words
from haidang.kernel.pull import Pull

from . import guessing, reading, receipts, remembering
from .models import DropFile, ReadingTable
from .opening import Opened, opened
from .reading import Found

MOST_TOLD = 2_000  # wrong rows that are kept with a table
KEEP_BODY_FOR = timedelta(days=30)
WAITS = msgid("Nguồn %(name)s: có bảng gửi đến chờ ghép cột")


@action("table.bring", on="source")
def bring(do: Doing, *, source: Source, name: str, body: bytes, receipt: DropFile | None = None) -> ReadingTable:
    """Keep a file and how it is probably meant, as remembered from the last one with these columns. Raises Invalid.

    `receipt`: of a file that came by the door of files and waits for a person.
    """
    try:
        table = opened(body).table
    except Fault as fault:
        raise Invalid("file", shown(fault.words), name) from None
    account = receipt.account if receipt else ""
    known = remembering.for_eyes(source, table.columns, remembering.name_of(account, name))
    facts = known or guessing.guess(table, guessing.known(source))
    row = ReadingTable.objects.create(
        source=source, person=person_of(do.actor), by_name=account if receipt else do.actor.name, name=name[:200],
        body=body, size=len(body), columns=table.columns, receipt=receipt, facts=msgspec.to_builtins(facts), at=do.at,
        rows=len(table.rows),
    )  # fmt: skip
    do.about(row, source=source.key, rows=row.rows)
    if receipt:
        _tell_owner(do, row)
    return row


def _tell_owner(do: Doing, row: ReadingTable) -> None:
    """Once for all that wait with the same columns."""
    waiting = ReadingTable.objects.filter(source=row.source, columns=row.columns, state="read").exclude(receipt=None)
    if row.source.office and not waiting.exclude(pk=row.pk).exists():
        title = both(WAITS, name=names(row.source))
        body, link = same(row.name), f"/sources/tables/{row.pk}/"
        notify(do, [row.source.office], kind="table.waits", title=title, body=body, link=link, place=row.scope_place)


def name_in_memory(row: ReadingTable) -> str:
    return remembering.name_of(row.receipt.account if row.receipt else "", row.name)


def facts_of(row: ReadingTable) -> Pull:
    return msgspec.convert(row.facts, Pull)


def open_again(row: ReadingTable) -> Opened:
    """Raises NotPossible when the file is no longer kept."""
    body = ReadingTable.objects.values_list("body", flat=True).get(pk=row.pk)
    if body is None:
        raise NotPossible(_("Tệp này không còn được giữ; hãy đưa vào lại."))
    return opened(bytes(body))


def look(row: ReadingTable, table: Opened) -> Found:
    """What the table would bring, as its facts are now."""
    return reading.read(table, facts_of(row), row.source, guessing.known(row.source), clock.now())


@action("table.read")
def reads(do: Doing, row: ReadingTable, facts: Pull) -> ReadingTable:
    """Another way of reading it. Raises NotPossible once it was taken."""
    row = _locked(row)
    with do.changing(row, "facts"):
        row.facts = msgspec.to_builtins(facts)
        row.save(update_fields=["facts"])
    return row


@action("table.take")
def take(do: Doing, row: ReadingTable, *, only_right: bool) -> ReadingTable:
    """Record its readings, all or nothing unless `only_right`; how it was read is remembered. Raises NotPossible."""
    row = _locked(row)
    facts, table = facts_of(row), open_again(row)
    if why := reading.missing(facts):
        raise NotPossible(shown(why))
    here = guessing.known(row.source)
    found = reading.read(table, facts, row.source, here, do.at)
    if found.bad and not only_right:
        raise NotPossible(_("Còn %(count)s dòng sai: chưa ghi số nào.") % {"count": len(found.bad_lines)})
    if not found.readings:
        raise NotPossible(_("Không có dòng nào đúng: chưa ghi số nào."))
    delivery = Delivery(reading.sender_of(row.source, here), found.readings, do.at, logs_itself=True)
    _say_origin(delivery, row, found.lines)
    [receipt] = commit([delivery])
    late = [[found.lines[one.index], "", one.told.vi, one.told.en] for one in receipt.rejected]
    row.state, row.taken_at = "partly" if found.bad or late else "taken", do.at
    row.accepted, row.duplicate = receipt.accepted, receipt.duplicate
    row.wrong = [*([one.line, one.column, one.why.vi, one.why.en] for one in found.bad[:MOST_TOLD]), *late]
    row.save(update_fields=["state", "taken_at", "accepted", "duplicate", "wrong"])
    if row.receipt:
        told = [(line, reading.in_column(column, Words(vi=vi, en=en))) for line, column, vi, en in row.wrong]
        outcome: receipts.Outcome = "partly" if row.wrong else "taken"
        receipts.settle(row.receipt, outcome, told, accepted=row.accepted, duplicate=row.duplicate)
    if do.actor.kind != "system":
        columns, name = table.table.columns, name_in_memory(row)
        remembering.remember(row.source, columns, name, facts, by=do.actor.name, at=do.at)
    do.about(row, source=row.source.key, accepted=row.accepted, duplicate=row.duplicate, wrong=len(found.bad_lines))
    return row


def _say_origin(delivery: Delivery, row: ReadingTable, lines: list[int]) -> None:
    delivery.door, delivery.name, delivery.numbers = "file" if row.receipt else "upload", row.name, lines


@action("table.drop")
def drop(do: Doing, row: ReadingTable) -> ReadingTable:
    """Nothing of it is recorded. Raises NotPossible once it was taken."""
    row = _locked(row)
    with do.changing(row, "state"):
        row.state, row.body = "dropped", None
        row.save(update_fields=["state", "body"])
    if row.receipt:
        receipts.settle(row.receipt, "refused", [(0, both(msgid("người phụ trách nguồn đã bỏ bảng này")))])
    return row


def _locked(row: ReadingTable) -> ReadingTable:
    found = ReadingTable.objects.select_for_update(of=("self",)).select_related("source__office__place", "receipt")
    again = found.defer("body").get(pk=row.pk)
    if again.state != "read":
        raise NotPossible(_("Bảng này đã xử lý xong."))
    return again


def forget_bodies() -> None:
    """Of those that wait for a person nothing is forgotten."""
    old = ReadingTable.objects.filter(at__lt=clock.now() - KEEP_BODY_FOR).exclude(body=None)
    old.exclude(state="read", receipt__isnull=False).update(body=None)
