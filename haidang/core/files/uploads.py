"""Files that come in pieces over bad lines: the semantics of tus 1.0 (tus.io/protocols/resumable-upload), without HTTP.

    upload = create(whose=str(actor), name="clip.mp4", size=48_000_000)      POST, Upload-Length
    offset_of(upload.token)                                                  HEAD, Upload-Offset
    append(upload.token, offset, stream)                                     PATCH; WrongOffset is 409, Busy 423
    held = finish(upload.token, data_class="personal")                       once the last piece is there
    cancel(upload.token)                                                     DELETE (termination)

`received` in the table is the truth: it is written after the bytes have been flushed. What a killed process wrote beyond it
is written over. hashlib cannot put its state aside, so the whole is hashed once, at the end.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from haidang.core.directory.models import Person
from haidang.kernel import clock, home
from haidang.kernel.action import Invalid, NotPossible

from . import names, receiving
from .models import Upload
from .receiving import Held
from .sniff import FAMILIES, KINDS, Family

KEPT_FOR = timedelta(hours=24)
MOST_OPEN, MOST_BYTES = 20, 500_000_000
"""What one sender may have under way."""
STEP = 1 << 18


class WrongOffset(Exception):
    """A piece does not begin where the last one ended; `right` says where it must."""

    def __init__(self, right: int) -> None:
        super().__init__(f"the next byte wanted is {right}")
        self.right = right


class Busy(Exception):
    """Another piece of the same file is being written at this moment."""


def create(*, whose: str, name: str, size: int, families: AbstractSet[Family] = FAMILIES) -> Upload:
    """Announce a file of `size` bytes. Raises Invalid when it is too large, or too much is under way."""
    largest = max(kind.largest for kind in KINDS.values() if kind.family in families)
    if size <= 0:
        raise Invalid("size", _("Tệp rỗng. Hãy chọn lại tệp."), size)
    if size > largest:
        raise Invalid("size", _("Tệp lớn quá %(most)s MB.") % {"most": largest // 1_000_000}, size)
    open_now = Upload.objects.filter(whose=whose, expires_at__gt=clock.now())
    under_way = open_now.aggregate(count=Count("pk"), bytes=Sum("size"))
    if under_way["count"] >= MOST_OPEN or (under_way["bytes"] or 0) + size > MOST_BYTES:
        raise Invalid("size", _("Đang có quá nhiều tệp gửi dở. Hãy gửi xong hoặc hủy bớt rồi thử lại."), size)
    upload = Upload.objects.create(
        token=secrets.token_urlsafe(32),
        name=names.last_part(name),
        whose=whose,
        size=size,
        created_at=clock.now(),
        expires_at=clock.now() + KEPT_FOR,
    )
    _path(upload.token).touch(mode=0o600)
    return upload


def under_way(token: str) -> Upload:
    """Raises NotPossible when there is none (any more)."""
    upload = Upload.objects.filter(token=token, expires_at__gt=clock.now()).first()
    if upload is None:
        raise NotPossible(_("Lần gửi này đã hết hạn hoặc không có. Hãy gửi lại từ đầu."))
    return upload


def offset_of(token: str) -> int:
    """Where the next piece begins. Raises NotPossible."""
    return under_way(token).received


def append(token: str, offset: int, piece: BinaryIO) -> int:
    """Write a piece that begins at `offset`; the offset after it. What came before a line broke is kept.

    Raises WrongOffset, Busy, Invalid when more comes than was announced, NotPossible, and what reading the piece raises.
    """
    with _alone(token) as file:
        upload = under_way(token)
        if offset != upload.received:
            raise WrongOffset(upload.received)
        at = offset
        try:
            while step := piece.read(STEP):
                if at + len(step) > upload.size:
                    raise Invalid("size", _("Dữ liệu dài hơn cỡ đã báo."), upload.size)
                os.pwrite(file, step, at)
                at += len(step)
        finally:
            os.fsync(file)
            Upload.objects.filter(token=token).update(received=at, expires_at=clock.now() + KEPT_FOR)
    return at


def finish(
    token: str,
    *,
    data_class: str,
    place: str = "",
    office: str = "",
    person: Person | None = None,
    families: AbstractSet[Family] = FAMILIES,
) -> Held:
    """The whole file, examined and in the store; then `keep` or `take` it. The upload ends, also when it is refused.

    Raises NotPossible while bytes are missing, Busy, and Invalid as `receive` does.
    """
    with _alone(token) as file:
        upload = under_way(token)
        if not upload.is_whole:
            missing = upload.size - upload.received
            raise NotPossible(_("Tệp chưa gửi xong, còn thiếu %(bytes)s byte.") % {"bytes": missing})
        os.ftruncate(file, upload.size)
        try:
            return receiving.receive_upload(
                _path(token),
                name=upload.name,
                data_class=data_class,
                place=place,
                office=office,
                person=person,
                families=families,
            )
        finally:
            _end(token)


def cancel(token: str) -> None:
    """Raises Busy."""
    if Upload.objects.filter(token=token).exists():
        with _alone(token):
            _end(token)


def clear() -> None:
    """Take away what expired, and pieces that no row names. What is being written at this moment waits."""
    now = clock.now()
    for upload in Upload.objects.filter(expires_at__lte=now):
        try:
            cancel(upload.token)
        except (Busy, NotPossible):
            continue
    known = set(Upload.objects.values_list("token", flat=True))
    before = (now - KEPT_FOR).timestamp()
    for path in _folder().iterdir():
        if path.name not in known and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


def _end(token: str) -> None:
    Upload.objects.filter(token=token).delete()
    _path(token).unlink(missing_ok=True)


@contextmanager
def _alone(token: str) -> Iterator[int]:
    """The open file of an upload, with a lock that ends with the process that holds it. Raises Busy, NotPossible."""
    try:
        handle = os.open(_path(token), os.O_RDWR)
    except (FileNotFoundError, ValueError):
        Upload.objects.filter(token=token).delete()
        raise NotPossible(_("Lần gửi này đã hết hạn hoặc không có. Hãy gửi lại từ đầu.")) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield handle
    finally:
        os.close(handle)


def _folder() -> Path:
    folder = home.here().files / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _path(token: str) -> Path:
    """Raises ValueError for what is no token: it comes from the address of a request."""
    if not (len(token) == 43 and token.replace("-", "").replace("_", "").isalnum() and token.isascii()):
        raise ValueError(token)
    return _folder() / token
