"""Writing about files. `take`, `show`, `hide`, `hand_over` and `drop` are for use within the action under way and stand in
its event; `keep`, `publish` and `forget` are the same as actions of their own."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from haidang.core.directory.queries import person_of
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, action
from haidang.kernel.jobs import later

from . import jobs, rows
from .models import File
from .receiving import Held
from .sniff import KINDS
from .store import store

MOST_BOXES = 100
MOST_WORDS = 500


def take(do: Doing, held: Held, *, public: bool = True) -> File:
    """Keep what was received, as part of the action under way; its event names it under `files`.

    The worker makes a small picture of it and, with `public`, a copy for everybody (of a video, a still). Raises NotPossible
    when the content is gone (it was forgotten in the meantime, or lay for more than a day).
    """
    facts, is_document = held.facts, held.facts.kind.family == "document"
    rows.hold(held.sha256)
    if not store().has(held.sha256):
        raise NotPossible(_("Tệp đã bị dọn khỏi chỗ tạm. Hãy gửi lại tệp."))
    file = File.objects.create(
        token=rows.new_token(),
        sha256=held.sha256,
        size=held.size,
        media_type=facts.kind.media_type,
        name=held.name,
        data_class=held.data_class,
        place=held.place,
        office=held.office,
        by=str(do.actor),
        person=held.person or person_of(do.actor),
        created_at=do.at,
        width=facts.width,
        height=facts.height,
        duration=facts.duration,
        pages=facts.pages,
        taken_at=facts.taken_at,
        lon=facts.lon,
        lat=facts.lat,
        public_state="waiting" if public and not is_document else "",
    )
    if not is_document:
        later(jobs.prepare, file=file.pk)
    do.event.facts.setdefault("files", []).append({"id": file.pk, "sha256": file.sha256, "type": file.media_type})
    return file


@action("file.keep")
def keep(do: Doing, held: Held, *, public: bool = True) -> File:
    """`take` as an action of its own."""
    file = take(do, held, public=public)
    do.about(file)
    return file


@action("file.blur")
def public_copy(do: Doing, file: File, extra_boxes: Iterable[Sequence[float]] = ()) -> None:
    """A person answers for the copy for everybody: it is made anew with what the detectors find and these boxes besides.

    Boxes are x, y, width, height in fractions of the upright picture. The copy in force is withdrawn at once. Raises
    Invalid for boxes outside the picture, NotPossible for what has no picture.
    """
    boxes = _checked(extra_boxes)
    if file.state != "kept" or not file.is_original or KINDS[file.media_type].family == "document":
        raise NotPossible(_("Chỉ che được ảnh hoặc video gốc còn lưu."))
    with do.changing(file, "public_state", boxes=boxes):
        old = file.derived.filter(derivation="public", state="kept")
        _clear(rows.forgotten(rows.family(old.values_list("pk", flat=True))))
        file.public_state = "waiting"
        file.save(update_fields=["public_state"])
        later(jobs.blur, file=file.pk, boxes=boxes)


def _checked(boxes: Iterable[Sequence[float]]) -> list[list[float]]:
    drawn = [[float(part) for part in box] for box in boxes]
    if len(drawn) > MOST_BOXES:
        raise Invalid("boxes", _("Nhiều nhất %(most)s vùng che.") % {"most": MOST_BOXES}, len(drawn))
    for box in drawn:
        if len(box) != 4 or not all(0 <= part <= 1 for part in box) or not (box[2] and box[3]):
            raise Invalid("boxes", _("Vùng che phải nằm trong ảnh: bốn số từ 0 đến 1."), box)
    return drawn


def show(do: Doing, file: File) -> File:
    """Open the copy for everybody to everybody, as part of the action under way; returns it. Raises NotPossible."""
    copy = file.derived.filter(derivation="public", state="kept").first()
    if file.public_state != "ready" or copy is None:
        raise NotPossible(_("Chưa có bản công khai của tệp này: cần che mặt người và biển số trước."))
    rows.family([copy.pk]).update(data_class="public")
    copy.data_class = "public"
    do.event.facts.setdefault("files_shown", []).append(file.pk)
    return copy


@action("file.publish")
def publish(do: Doing, file: File) -> File:
    """`show` as an action of its own."""
    do.about(file)
    return show(do, file)


def hide(do: Doing, file: File) -> None:
    """Take the copy for everybody back, as part of the action under way."""
    copies = file.derived.filter(derivation="public", state="kept")
    rows.family(copies.values_list("pk", flat=True)).update(data_class="internal")
    do.event.facts.setdefault("files_hidden", []).append(file.pk)


def hand_over(do: Doing, files: Iterable[File], *, place: str, office: str) -> None:
    """Files go where what they belong to goes, with all that was made of them, as part of the action under way."""
    roots = [file.pk for file in files]
    rows.family(roots).update(place=place, office=office)
    do.event.facts["files_moved"] = roots


def drop(do: Doing, file: File, *, why: str) -> None:
    """Delete the content and all that was made of it, as part of the action under way; rows and hashes stay."""
    if not why.strip():
        raise Invalid("why", _("Hãy ghi lý do xóa tệp."))
    if file.state == "forgotten":
        raise NotPossible(_("Tệp này đã được xóa trước đó."))
    _clear(rows.forgotten(rows.family([file.pk]), why.strip()[:MOST_WORDS]))
    file.refresh_from_db()
    gone = {"id": file.pk, "sha256": file.sha256, "why": file.why_vi}
    do.event.facts.setdefault("files_forgotten", []).append(gone)


@action("file.forget")
def forget(do: Doing, file: File, *, why: str) -> None:
    """`drop` as an action of its own."""
    do.about(file)
    drop(do, file, why=why)


def _clear(contents: Iterable[str]) -> None:
    for sha256 in contents:
        later(jobs.delete_content, sha256=sha256)


def look(actor: Actor, file: File, why: str) -> None:
    """Journal that somebody is about to see a personal or sensitive file. Raises Refused, Invalid without a reason."""
    if not why.strip():
        raise Invalid("why", _("Hãy ghi lý do xem tệp: lý do này được lưu và người có dữ liệu xem được."))
    _look(actor, file, why=why.strip()[:MOST_WORDS])


@action("file.look")
def _look(do: Doing, file: File, *, why: str) -> None:
    do.about(file, why=why, derivation=file.derivation)
