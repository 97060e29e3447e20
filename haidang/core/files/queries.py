"""Who may see which file, and its bytes."""

from datetime import timedelta
from typing import BinaryIO, Literal

from django.db.models import QuerySet

from haidang.core.audit.models import Event
from haidang.core.directory.queries import decide, visible
from haidang.kernel import clock
from haidang.kernel.action import Actor, Refused

from . import actions
from .models import File
from .store import store

Copy = Literal["clean", "thumb", "still", "public"]
LOOKED_AT = ("personal", "sensitive")
LOOK_LASTS = timedelta(hours=1)
"""A second look at the same file within this is the same look."""


def file(actor: Actor, key: int | str) -> File | None:
    """The file by its number or token, if the actor may see it and it is still kept."""
    wanted = {"pk": key} if isinstance(key, int) else {"token": key}
    return File.objects.filter(visible(actor, File), state="kept", **wanted).select_related("derived_from").first()


def copy_of(original: File, derivation: Copy) -> File | None:
    """What was made of a file, None while the worker is at it."""
    return original.derived.filter(derivation=derivation, state="kept").first()


def copies_of(originals: list[File], derivation: Copy) -> dict[int, File]:
    """The same for many, by the number of the original, in one query."""
    rows = File.objects.filter(derived_from__in=originals, derivation=derivation, state="kept")
    return {row.derived_from_id or 0: row for row in rows}


def open_file(actor: Actor, file: File, *, why: str = "") -> BinaryIO:
    """The bytes of a file. A look at a personal or sensitive one of somebody else is journalled with its reason.

    `why` is usually the code of the case. Raises Refused, Invalid without a reason, FileNotFoundError when it is forgotten.
    """
    decision = decide(actor, "file.read", file)
    if not decision:
        raise Refused(decision.because)
    if file.state != "kept":
        raise FileNotFoundError(file.token)
    if needs_reason(actor, file) and not _looked_just_now(actor, file):
        actions.look(actor, file, why)
    return store().open(file.sha256)


def needs_reason(actor: Actor, file: File) -> bool:
    """Whether a look at it is journalled: personal, and not one's own."""
    is_own = actor.kind in ("person", "device") and str(file.person_id) == actor.id
    return file.data_class in LOOKED_AT and not is_own and actor.kind != "system"


def _looked_just_now(actor: Actor, file: File) -> bool:
    about = {"action": "file.look", "subject_kind": "file", "subject_id": str(file.pk)}
    return Event.objects.filter(**about, actor=str(actor), at__gte=clock.now() - LOOK_LASTS).exists()


def waiting_for_person(actor: Actor) -> QuerySet[File]:
    """Originals whose copy for everybody the program could not make alone, oldest first."""
    return File.objects.filter(visible(actor, File), state="kept", public_state="needs_person").order_by("pk")
