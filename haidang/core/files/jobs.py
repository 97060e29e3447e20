"""What the worker makes of files, and what it clears away."""

import time
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from haidang.kernel import clock
from haidang.kernel.action import Doing, action, system
from haidang.kernel.facts import Words
from haidang.kernel.jobs import job, later

from . import apart, rows, uploads
from .models import File
from .rows import Made
from .sniff import KINDS
from .store import arriving, hashed, store
from .unfit import Unfit
from .words import reasons

BEHIND_PEOPLE = 10
"""Nobody waits for a copy at a page, so it takes what the pages leave of the processor."""
PICTURE_SECONDS, FILM_SECONDS, BLUR_SECONDS = 40, 40, 90
TRIES = 2
UNNAMED_FOR = timedelta(days=1)
"""How long content may lie in the store, or beside it, before a row names it."""
WHO = system("files")


@job(retries=5)
def prepare(file: int) -> None:
    """Draw a picture anew, or strip a video; then the copy for everybody, where one is wanted."""
    row = File.objects.get(pk=file)
    if row.state != "kept" or not row.is_original:
        return
    is_film = KINDS[row.media_type].family == "video"
    try:
        with TemporaryDirectory(dir=arriving()) as folder:
            work, seconds = ("heavy:film", FILM_SECONDS) if is_film else ("heavy:picture", PICTURE_SECONDS)
            sizes = _apart(work, str(store().local(row.sha256)), row.media_type, folder, seconds=seconds)
            made = [_made(folder, name, size, row.media_type) for name, size in sizes.items()]
    except Unfit as unfit:
        refused(WHO, row, reasons(unfit))
        return
    prepared(WHO, row, made)


@job(retries=5, priority=-1)
def blur(file: int, boxes: list[list[float]] | None = None) -> None:
    """Make the copy for everybody. `boxes`: a person looked at the picture, and drew these (perhaps none)."""
    row = File.objects.get(pk=file)
    if row.state != "kept" or row.public_state != "waiting":
        return
    seen = row.derived.filter(derivation__in=("clean", "still"), media_type="image/jpeg", state="kept").first()
    if seen is None:
        raise FileNotFoundError(f"file {file} has not been drawn anew yet: this job is tried again")
    try:
        with TemporaryDirectory(dir=arriving()) as folder:
            clean = str(store().local(seen.sha256))
            answer = _apart("heavy:public", clean, folder, boxes or [], boxes is not None, seconds=BLUR_SECONDS)
            thumb = _made(folder, "public-thumb", answer["thumb"], as_="thumb")
            made = _made(folder, "public", answer["public"], regions=answer["regions"], thumb=thumb)
    except Unfit as unfit:
        left_to_person(WHO, row, reasons(unfit))
        return
    prepared(WHO, row, [made], public_state="ready", detected=answer["detected"])


def _apart(work: str, *arguments: Any, seconds: int) -> Any:
    """Once more when the process broke, as a busy machine may be to blame; then the file is. Raises Unfit."""
    for _ in range(TRIES):
        try:
            return apart.run(work, *arguments, seconds=seconds, nice=BEHIND_PEOPLE)
        except apart.Broke as error:
            last = error
    raise Unfit("fell_over") from last


def _made(folder: str, name: str, size: Sequence[int], media_type: str = "", as_: str = "", **more: Any) -> Made:
    """Put one product into the store; a file without an ending is of the source's own type."""
    path = Path(folder) / name
    is_picture = not path.exists()
    arrived = hashed(path.with_suffix(".jpg") if is_picture else path)
    store().put(arrived)
    kind = "image/jpeg" if is_picture else media_type
    return Made(as_ or name, arrived.sha256, arrived.size, size[0], size[1], kind, **more)


@action("file.prepare")
def prepared(do: Doing, file: File, made: Iterable[Made], *, public_state: str = "", detected: bool = True) -> None:
    """Record what was made of a file; older copies of the same kind give way. Only the program does this."""
    file = File.objects.select_for_update().get(pk=file.pk)
    if file.state != "kept":
        do.about(file)
        return  # forgotten in the meantime; the sweep takes what was made
    with do.changing(file, "public_state", made=[one.derivation for one in made], detected=detected):
        for one in made:
            old = file.derived.filter(derivation=one.derivation, state="kept")
            _clear(rows.forgotten(rows.family(old.values_list("pk", flat=True))))
            rows.derive(file, one, do.at)
        if public_state:
            file.public_state, file.why_vi, file.why_en = public_state, "", ""
            file.save(update_fields=["public_state", "why_vi", "why_en"])
        elif file.public_state == "waiting":
            later(blur, file=file.pk)


@action("file.prepare")
def refused(do: Doing, file: File, why: Words) -> None:
    """The content turned out bad when it was read to its end: nobody gets it, the row says why."""
    with do.changing(file, "state", "public_state"):
        _clear(rows.forgotten(rows.family([file.pk])))
        file.refresh_from_db()
        file.state, file.why_vi, file.why_en = "refused", why.vi, why.en
        file.save(update_fields=["state", "why_vi", "why_en"])


@action("file.prepare")
def left_to_person(do: Doing, file: File, why: Words) -> None:
    """No copy for everybody could be made by the program alone; the row says why."""
    with do.changing(file, "public_state"):
        file.public_state, file.why_vi, file.why_en = "needs_person", why.vi, why.en
        file.save(update_fields=["public_state", "why_vi", "why_en"])


def _clear(contents: Iterable[str]) -> None:
    for sha256 in contents:
        later(delete_content, sha256=sha256)


@job(retries=10)
def delete_content(sha256: str) -> None:
    """Delete a content that no row keeps any more."""
    with transaction.atomic():
        rows.hold(sha256)
        if not File.objects.filter(sha256=sha256, state="kept").exists():
            store().delete(sha256)


@job(cron="40 * * * *")
def clear_uploads() -> None:
    """Take away uploads that nobody finished in time, and what was left beside the store."""
    uploads.clear()
    before = time.time() - UNNAMED_FOR.total_seconds()
    for path in arriving().iterdir():
        if path.is_file() and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


@job(cron="50 2 * * *")
def clear_contents() -> None:
    """Every night: delete contents that were received a day ago and that no row keeps."""
    before = (clock.now() - UNNAMED_FOR).timestamp()
    batch: list[str] = []
    for sha256 in store().older_than(before):
        batch.append(sha256)
        if len(batch) == 1000:
            _clear_unnamed(batch)
            batch = []
    _clear_unnamed(batch)


def _clear_unnamed(batch: list[str]) -> None:
    named = set(File.objects.filter(sha256__in=batch, state="kept").values_list("sha256", flat=True))
    for sha256 in set(batch) - named:
        delete_content(sha256)
