"""Fetching one picture: asked for by who looks, fetched by the worker, drawn anew in a process apart, kept in place of the last.

The camera's own bytes are never shown: a viewer gets the picture drawn from its pixels, without EXIF or whatever follows.
"""

import hashlib
import tempfile
from datetime import timedelta
from pathlib import Path

from django.db.models import F, Q
from django.utils.translation import gettext_noop as msgid

from haidang.core.files import apart
from haidang.core.files.unfit import Unfit
from haidang.core.pulling import http
from haidang.core.pulling.faults import Fault
from haidang.kernel import clock, home
from haidang.kernel.bilingual import both, same
from haidang.kernel.facts import Words
from haidang.kernel.jobs import job, later
from haidang.kernel.sealing import Unsealable, unseal

from . import kept
from .models import Still

FIRST = 20  # before what else waits: somebody looks
DECODES_WITHIN = 5  # seconds of processor time
MOST_PAUSES = 20
"""A camera that fails is asked less and less often, up to so many times its own pace."""
LIVE_FOR = timedelta(minutes=2)
"""A picture older than this shows nothing of now."""
FROZEN_AFTER = timedelta(minutes=3)
JPEG = b"\xff\xd8\xff"


def ask(row: Still) -> None:
    """Have a newer picture fetched, unless one was asked for just now. A lease, no part of the journal."""
    pause = clock.duration(row.says.every) * min(2 ** min(row.failures, 8), MOST_PAUSES)
    moment = clock.now()
    is_due = Q(asked_at=None) | Q(asked_at__lte=moment - pause)
    if row.is_on and Still.objects.filter(is_due, pk=row.pk).update(asked_at=moment):
        later(fetch, still=row.pk)


@job(retries=0, priority=FIRST)
def fetch(still: int) -> None:
    row = Still.objects.select_related("thing").filter(pk=still, is_on=True).first()
    if row is None:
        return
    try:
        digest, width, height = taken(row)
    except Fault as fault:
        _note_failure(row, fault.words)
    except (Unfit, apart.Broke):
        _note_failure(row, both(msgid("Máy ảnh không gửi một ảnh JPEG đọc được.")))
    else:
        _note_picture(row, digest, width, height)


def taken(row: Still) -> tuple[str, int, int]:
    """Fetch, draw anew and keep: SHA-256 of what came, pixels. Raises Fault, Unfit, Broke."""
    got = http.get(row.says.call, _secret(row))
    body = got.body or b""
    if not body.startswith(JPEG):
        raise Unfit("broken")
    with tempfile.TemporaryDirectory(dir=kept.folder()) as room:
        source = Path(room) / "source"
        source.write_bytes(body)
        size = apart.run("heavy:still", str(source), room, seconds=DECODES_WITHIN)
        kept.put(row.pk, Path(room) / "still.jpg")
    return hashlib.sha256(body).hexdigest(), size[0], size[1]


def _secret(row: Still) -> str:
    """The one typed on screen, else the named one of the home. Raises Fault."""
    if row.sealed is None:
        return home.secret(row.says.secret) if row.says.secret else ""
    try:
        return unseal(bytes(row.sealed))
    except Unsealable:
        raise Fault("setting", why=same("sealed secret")) from None


def _note_picture(row: Still, digest: str, width: int, height: int) -> None:
    moment = clock.now()
    is_same = digest == row.digest and row.same_since is not None
    Still.objects.filter(pk=row.pk).update(
        tried_at=moment, taken_at=moment, digest=digest, same_since=row.same_since if is_same else moment,
        width=width, height=height, failures=0, problem_vi="", problem_en="",
    )  # fmt: skip


def _note_failure(row: Still, why: Words) -> None:
    Still.objects.filter(pk=row.pk).update(
        tried_at=clock.now(), failures=F("failures") + 1, problem_vi=why.vi, problem_en=why.en
    )


@job(cron="17 * * * *")
def forget_old() -> None:
    """What nobody needed for a day is not kept."""
    kept.forget_old()
    Still.objects.filter(taken_at__lt=clock.now() - kept.KEEP_FOR).update(taken_at=None, digest="", same_since=None)
