"""Letters that come back: the mailbox they come back to, what they say, and which addresses they make known as failing.

A letter goes out with that mailbox as its envelope sender and under a name (Message-ID) with 64 random bits; a report counts only
when it names a letter that was sent, so nobody can make an address look dead who has not had the letter in hand.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from haidang.core.directory.models import Person
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, action, system
from haidang.kernel.bilingual import both
from haidang.kernel.sealing import Unsealable, seal, unseal

from . import dsn, outbox
from .actions import notify
from .marks import mark_of
from .models import Message, ReturnBox
from .setups import ChannelKind
from .ways import imap
from .ways.imap import Mailbox, Place

CHANNEL = "mail"
KIND = ChannelKind("returns")
STANDS_AFTER = timedelta(hours=24)
"""A letter that has not come back within this time has arrived, as far as anybody can know."""
ROUNDS = 20  # times fifty letters in one look
RETURNED = gettext_noop("Thư gửi tới địa chỉ của bạn bị trả lại: %(why)s")
WHO = system("returned letters")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failing:
    """An address from which the last letter came back, since when and why."""

    since: datetime
    why: str


def failing(address: str) -> Failing | None:
    """Whether letters to an address come back; not any more when a later one stood for a day."""
    return _failing(mark_of(address)) if address else None


def _failing(mark: str) -> Failing | None:
    rows = Message.objects.filter(channel=CHANNEL, address_mark=mark)
    back = rows.filter(state="undeliverable").order_by("-created_at").first()
    if back is None:
        return None
    later_ones = rows.filter(created_at__gt=back.created_at)
    stands = later_ones.filter(state="sent", sent_at__lt=clock.now() - STANDS_AFTER)
    if stands.exists() or later_ones.filter(state="delivered").exists():
        return None
    return Failing(back.created_at, back.why_vi)


def box() -> ReturnBox | None:
    return ReturnBox.objects.first()


@action("channel.change")
def set_up(
    do: Doing, *, mailbox: str, address: str, account: str = "", secret: str | None = None, is_on: bool = True
) -> ReturnBox:
    """Say where letters come back to. A secret of None keeps the one that is there. Raises Invalid."""
    mailbox, address = mailbox.strip(), address.strip().rstrip("/")
    try:
        validate_email(mailbox)
    except ValidationError:
        raise Invalid("mailbox", _("Ghi địa chỉ thư của hộp, ví dụ thu-tra-lai@tinh.gov.vn."), mailbox) from None
    where = urlsplit(address)
    if where.scheme not in imap.SCHEMES or not where.hostname:
        raise Invalid("address", _("Địa chỉ bắt đầu bằng: %(all)s.") % {"all": "imaps://, imap://"}, address)
    if where.password or where.username:
        raise Invalid("address", _("Không ghi tài khoản hay mật khẩu trong địa chỉ: dùng các ô riêng."))
    row = box() or ReturnBox()
    if (row.address, row.account) != (address, account.strip()):
        row.validity = row.uid = 0
    row.mailbox, row.address, row.account, row.is_on = mailbox, address, account.strip(), is_on
    row.changed_at, row.problem = do.at, ""
    if secret is not None:
        row.secret = seal(secret) if secret else None
    row.save()
    do.about(KIND, address=address, mailbox=mailbox, is_on=is_on, secret="changed" if secret else "kept")
    return row


@action("channel.drop")
def drop(do: Doing) -> None:
    """Forget the mailbox: letters that come back are read by nobody but people."""
    ReturnBox.objects.all().delete()
    do.about(KIND)


def look() -> None:
    """Read what has come back since the last look. A letter is read again rather than missed."""
    for _round in range(ROUNDS):
        row = box()
        if row is None or not row.is_on or not _read_some(row):
            return


def _read_some(row: ReturnBox) -> bool:
    """Whether there may be more."""
    place = Place(row.validity, row.uid)
    try:
        secret = unseal(bytes(row.secret)) if row.secret else ""
        letters, behind = imap.newer(Mailbox(row.address, row.account, secret), place)
    except (OSError, Unsealable) as error:
        log.warning("the mailbox of returned letters cannot be read: %s", error)
        _looked(row, problem=str(error)[:300] or type(error).__name__)
        return False
    for octets in letters:
        for report in dsn.reports(octets):
            _take(report)
    _looked(row, validity=behind.validity, uid=behind.uid)
    return behind != place


def _looked(row: ReturnBox, *, problem: str = "", **place: int) -> None:
    ReturnBox.objects.filter(pk=row.pk, changed_at=row.changed_at).update(read_at=clock.now(), problem=problem, **place)


def _take(report: dsn.Report) -> None:
    rows = Message.objects.filter(channel=CHANNEL, state="sent", receipt__in=report.letters)
    row = rows.select_related("person").first()
    if row is None:
        return
    reader = row.person
    is_known = _failing(row.address_mark) is not None
    outbox.told(row, report.state, report.why)
    if report.state == "undeliverable" and not is_known and reader and mark_of(reader.email) == row.address_mark:
        _tell(WHO, row, reader)


@action("message.returned")
def _tell(do: Doing, row: Message, reader: Person) -> None:
    """Once, inside the program alone (severity 0 goes out by no channel)."""
    do.about(row, channel=row.channel)
    notify(
        do,
        [reader],
        kind="mail.returned",
        title=both(RETURNED, why=row.why_vi),
        link="/account/channels/",
        place=row.scope_place,
    )
