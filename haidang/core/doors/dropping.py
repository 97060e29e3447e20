"""Tables that come by the door of files: read as such tables were read before; else kept until a person says once how."""

from collections.abc import Iterable

from django.utils.translation import gettext_noop as msgid

from haidang.core.telemetry.readings import Delivery, Receipt
from haidang.core.telemetry.record import commit
from haidang.kernel import clock
from haidang.kernel.action import NotPossible, system
from haidang.kernel.bilingual import both
from haidang.kernel.facts import Words

from . import bringing, contradicting, guessing, reading, receipts, remembering
from .models import ReadingTable
from .opening import Opened
from .reading import Found
from .receipts import Came, Line
from .remembering import Way

ENDINGS = (".csv", ".xlsx")
DOOR = system("files")
WRONG_AT_MOST = 0.5
"""Where a larger part of the rows is wrong the table means something else: a person looks first."""
OTHER_AT_MOST = 0.5
"""Where a file that only looks like those before says otherwise in a larger part, it is of another station."""
MOST_AT_ONCE = 200
ASKS = msgid(
    "Chưa biết cách đọc bảng có các cột: %(columns)s. Người phụ trách nguồn ghép cột một lần ở trang Nạp bảng số đo;"
    " tệp này được giữ lại và sẽ vào khi đó, tệp sau cùng các cột tự vào."
)
ASKS_AGAIN = msgid(
    "Đọc như lần trước thì sai %(wrong)s trên %(all)s dòng. Người phụ trách nguồn xem lại cách đọc ở trang Nạp bảng số đo;"
    " tệp này được giữ lại."
)
ASKS_WHOSE = msgid(
    "Tên tệp giống tệp đã ghép nhưng %(other)s trên %(all)s số khác số đã có cùng thời điểm: có thể là của trạm khác."
    " Người phụ trách nguồn xem lại ở trang Nạp bảng số đo; tệp này được giữ lại."
)
WAITS = msgid("tệp này đã đến và đang chờ người phụ trách ghép cột")


def is_table(name: str) -> bool:
    return name.casefold().endswith(ENDINGS)


def as_before(came: Came, table: Opened) -> Found | Words:
    """What it brings when it is read as before, or what a person has to do when that is not known well enough."""
    here = guessing.known(came.source)
    way = remembering.for_sure(came.source, table.table, remembering.name_of(came.account, came.path), here)
    if way is None:
        return both(ASKS, columns=", ".join(table.table.columns)[:300])
    found = reading.read(table, way.facts, came.source, here, clock.now())
    return _doubt(way, table, found) or found


def _doubt(way: Way, table: Opened, found: Found) -> Words | None:
    """Why a person has to look at it all the same."""
    if len(found.bad_lines) > WRONG_AT_MOST * len(table.lines) or not found.readings:
        return both(ASKS_AGAIN, wrong=len(found.bad_lines), all=len(table.lines))
    if way.is_alike and (other := contradicting.count(found.readings)) > OTHER_AT_MOST * len(found.readings):
        return both(ASKS_WHOSE, other=other, all=len(found.readings))
    return None


def record(came: Came, found: Found) -> tuple[Receipt, list[Line]]:
    """Within the caller's transaction: its right rows, and what is wrong in the others by line."""
    sender = reading.sender_of(came.source, guessing.known(came.source))
    delivery = Delivery(
        sender, found.readings, clock.now(), logs_itself=True, door="file", name=came.path, numbers=found.lines
    )
    [receipt] = commit([delivery])
    late = [(found.lines[one.index], one.told) for one in receipt.rejected]
    return receipt, sorted([*found.told, *late], key=lambda line: line[0])


def waits(came: Came) -> ReadingTable | None:
    """The same file, if it waits for a person already."""
    same = {"account": came.account, "path": came.path, "sha256": came.sha256}
    found = ReadingTable.objects.filter(
        source=came.source, state="read", **{f"receipt__{k}": v for k, v in same.items()}
    )
    return found.defer("body").first()


def ask(came: Came, told: Words) -> ReadingTable:
    """Keep it for a person: a table that waits, and a receipt that says so. Within the caller's transaction."""
    receipt = receipts.keep(came, "asked", [(0, told)])
    return bringing.bring(DOOR, source=came.source, name=came.path, body=came.content, receipt=receipt)


def set_aside(row: ReadingTable, name: str) -> None:
    """Where in the quarantine of its source the file lies while it waits."""
    ReadingTable.objects.filter(pk=row.pk).update(aside=name)


def settled() -> Iterable[ReadingTable]:
    """Those a person has dealt with, whose files still lie aside."""
    found = ReadingTable.objects.exclude(aside="").exclude(state="read").select_related("source", "receipt")
    return found.defer("body").order_by("id")[:MOST_AT_ONCE]


def go_on(row: ReadingTable) -> int:
    """After one was taken: the others that wait for the same. How many went in; what does not fit waits on."""
    waiting = ReadingTable.objects.filter(source__office=row.source.office_id, state="read", columns=row.columns)
    count = 0
    waiting = waiting.exclude(receipt=None).select_related("source__office__place", "receipt").defer("body")
    for other in waiting.order_by("id")[:MOST_AT_ONCE]:
        here, opened = guessing.known(other.source), bringing.open_again(other)
        way = remembering.for_sure(other.source, opened.table, bringing.name_in_memory(other), here)
        if way is None or _doubt(way, opened, reading.read(opened, way.facts, other.source, here, clock.now())):
            continue
        try:
            bringing.take(DOOR, bringing.reads(DOOR, other, way.facts), only_right=True)
        except NotPossible:
            continue  # somebody was quicker
        count += 1
    return count
