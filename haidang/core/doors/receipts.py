"""What became of each file that came by the door of files. Written by the door in its own transaction, outside the journal."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from haidang.core.things.models import Source
from haidang.kernel import clock
from haidang.kernel.manifest import Words

from .models import DropFile

Outcome = Literal["taken", "partly", "known", "refused", "asked"]
Line = tuple[int, Words]
MOST_LINES = 100
KEEP_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Came:
    """A file as it came: its path below the folder of whoever sent it."""

    source: Source
    account: str
    path: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def keep(
    came: Came, outcome: Outcome, lines: Sequence[Line] = (), *,
    accepted: int = 0, duplicate: int = 0, waiting: int = 0,
) -> DropFile:  # fmt: skip
    """`lines`: what is wrong, each with its line in the file or 0."""
    return DropFile.objects.create(
        source=came.source, account=came.account, path=came.path, size=len(came.content), sha256=came.sha256,
        at=clock.now(), outcome=outcome, accepted=accepted, duplicate=duplicate, waiting=waiting, wrong=len(lines),
        lines=_told(lines),
    )  # fmt: skip


def _told(lines: Sequence[Line]) -> list[list[object]]:
    return [[line, said.vi, said.en] for line, said in lines[:MOST_LINES]]


def settle(
    row: DropFile, outcome: Outcome, lines: Sequence[Line] = (), *, accepted: int = 0, duplicate: int = 0
) -> None:
    """What became of a file that waited for a person."""
    row.outcome, row.accepted, row.duplicate, row.wrong, row.lines = (
        outcome, accepted, duplicate, len(lines), _told(lines),
    )  # fmt: skip
    row.save(update_fields=["outcome", "accepted", "duplicate", "wrong", "lines"])


def taken_already(came: Came) -> DropFile | None:
    """The receipt of this very content by this name, when the door was killed before it could move the file."""
    found = DropFile.objects.filter(source=came.source, account=came.account, path=came.path, sha256=came.sha256)
    return found.filter(outcome__in=("taken", "partly")).first()


def forget_old() -> None:
    DropFile.objects.filter(at__lt=clock.now() - KEEP_FOR).delete()
