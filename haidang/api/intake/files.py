"""The file door: takes station files out of the watched folders, says in the source's log what could not be taken.

One file is one transaction: its readings and its lines in the log are kept together, then the file is moved. A file
that comes again with the same content under the same name counts once; killed between commit and move, the door takes
it a second time, and all its readings are duplicates.
"""

import errno
import logging
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_noop as msgid

from haidang.core.doors import dropping, receipts
from haidang.core.doors.receipts import Came, Outcome
from haidang.core.telemetry import sources
from haidang.core.telemetry.readings import Delivery, Reading, Receipt, Sender
from haidang.core.telemetry.record import commit
from haidang.core.things.models import Source, Thing
from haidang.kernel import clock, registry
from haidang.kernel.bilingual import both, same
from haidang.kernel.manifest import Series, Words

from . import tables, telling
from .drops import Folder
from .forms import Form, Parsed, Problem, forms
from .telling import Told

log = logging.getLogger(__name__)

LARGEST = 8 * 1024 * 1024  # bytes; what is larger is no station file and is not read into memory
LOOK_FOR_SOURCES_EVERY = 15.0  # seconds
FORGET_EVERY = 3600.0


@dataclass(slots=True)
class Counts:
    """What the door has done since it started, for the pulse."""

    files: int = 0
    readings: int = 0
    refused: int = 0
    quarantined: int = 0
    waiting: int = 0


@dataclass(slots=True)
class FileDoor:
    """All watched folders. `turn` looks once and takes what is ready; it lets database errors through."""

    root: Path
    counts: Counts = field(default_factory=Counts)
    folders: dict[str, Folder] = field(default_factory=dict)
    stopping: Callable[[], bool] = lambda: False
    _sources: dict[str, Source] = field(default_factory=dict)
    _look_again_at: float = 0.0
    _forget_at: float = 0.0

    def turn(self) -> int:
        """Returns how many files were dealt with."""
        self._find_sources()
        done = 0
        for key, folder in self.folders.items():
            for path in folder.ready():
                if self.stopping():
                    return done
                self._take(self._sources[key], folder, path)
                done += 1
        self.counts.waiting = sum(folder.waiting() for folder in self.folders.values())
        return done

    def _find_sources(self) -> None:
        """A folder for each source that comes by files."""
        if time.monotonic() < self._look_again_at:
            return
        found = Source.objects.filter(door="files").select_related("office")
        self._sources = {source.key: source for source in found}
        for key in self._sources.keys() - self.folders.keys():
            self.folders[key] = Folder(self.root / key)
        for key in self.folders.keys() - self._sources.keys():
            del self.folders[key]
        for folder in self.folders.values():
            folder.prepare()
        if time.monotonic() >= self._forget_at:
            for folder in self.folders.values():
                folder.forget_old()
                folder.forget_told()
            self._forget_at = time.monotonic() + FORGET_EVERY
        tables.put_away(self.folders)
        self._look_again_at = time.monotonic() + LOOK_FOR_SOURCES_EVERY

    def _take(self, source: Source, folder: Folder, path: Path) -> None:
        account, shown_path = folder.sender_of(path)
        try:
            content = _content(path)
        except FileNotFoundError:
            return
        except OSError as error:
            self._set_aside(folder, path, Came(source, account, shown_path, b""), [Told(0, _not_read(error))])
            return
        came = Came(source, account, shown_path, content)
        known = folder.taken_before(path, content)
        if known is not None:
            told = both(msgid("tệp đã nhận trước đó, bỏ qua"))
            with transaction.atomic():
                sources.log(source, told, level="info", sender=source.key, file=path.name)
                receipts.keep(came, "known", [(0, told)])
            folder.tell(path, telling.to_sender("known", [Told(0, told)]), is_good=True)
            path.unlink(missing_ok=True)
            return
        self._read(folder, path, came)

    def _read(self, folder: Folder, path: Path, came: Came) -> None:
        if dropping.is_table(path.name):
            self._read_table(folder, path, came)
            return
        form = forms().get(came.source.format)
        if form is None:
            words = msgid("nguồn dùng dạng tệp %(format)s; các dạng đọc được: %(known)s")
            told = both(words, format=came.source.format, known=", ".join(sorted(forms())))
            self._set_aside(folder, path, came, [Told(0, told)])
            return
        parsed = form.parse(path.name, came.content)
        if parsed.is_unreadable:
            self._set_aside(folder, path, came, parsed.problems)
            return
        thing = thing_of(came.source, parsed.station)
        if thing is not None and came.account and thing.source_id != came.source.pk:
            told = both(
                msgid("trạm %(station)s thuộc nguồn khác: tài khoản này không gửi thay được"), station=parsed.station
            )
            self._set_aside(folder, path, came, [Told(0, told)])
            return
        with transaction.atomic():
            receipt, problems = _recorded(came.source, thing, form, parsed, came.path)
            telling.to_log(came.source, path.name, problems)
            outcome: Outcome = "partly" if problems else "taken"
            if receipts.taken_already(came) is None:  # else killed after the commit and before the move
                counts = {"accepted": receipt.accepted, "duplicate": receipt.duplicate, "waiting": receipt.waiting}
                receipts.keep(came, outcome, telling.in_receipt(problems), **counts)
        said = telling.to_sender(outcome, problems, (receipt.accepted, receipt.duplicate, receipt.waiting))
        folder.tell(path, said, is_good=not problems)
        folder.finish(path)
        self.counts.files += 1
        self.counts.readings += receipt.accepted
        self.counts.refused += len(problems)

    def _read_table(self, folder: Folder, path: Path, came: Came) -> None:
        outcome, new, problems = tables.take(folder, path, came)
        if outcome == "refused":
            self._set_aside(folder, path, came, problems)
        elif outcome == "asked":
            self.counts.quarantined += 1
        elif outcome != "known":
            self.counts.files += 1
            self.counts.readings += new
            self.counts.refused += len(problems)

    def _set_aside(self, folder: Folder, path: Path, came: Came, problems: Sequence[Problem]) -> None:
        with transaction.atomic():
            telling.to_log(came.source, path.name, problems)
            receipts.keep(came, "refused", telling.in_receipt(problems))
        folder.tell(path, telling.to_sender("refused", problems), is_good=False)
        with translation.override("vi"):
            folder.quarantine(path, [telling.numbered(one) for one in problems])
        self.counts.quarantined += 1


def thing_of(source: Source, station: str) -> Thing | None:
    """The thing that a file's station means: by alias, then by code; of this source first."""
    named = Thing.objects.filter(alias__iexact=station) | Thing.objects.filter(code__iexact=station)
    found = sorted(named, key=lambda thing: (thing.source_id != source.pk, thing.alias.upper() != station))
    return found[0] if found else None


def series_of(thing: Thing) -> list[Series]:
    """The manifest's facts of the series that the thing has."""
    keys = thing.series.values_list("key", flat=True)
    return [facts for key in keys if (facts := registry.series(thing.domain, key))]


def _content(path: Path) -> bytes:
    """Raises OSError; a file that is far too large counts as one that cannot be read."""
    if path.stat().st_size > LARGEST:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return path.read_bytes()


def _not_read(error: OSError) -> Words:
    why = both(msgid("tệp lớn hơn 8 MB")) if error.errno == errno.EFBIG else same(str(error.strerror))
    return both(msgid("không đọc được tệp: %(why)s"), why=why)


def _recorded(
    source: Source, thing: Thing | None, form: Form, parsed: Parsed, name: str
) -> tuple[Receipt, list[Problem]]:
    """Record what has a series; a station nobody knows waits for approval under the names its file uses."""
    sender = Sender(f"files:{source.key}", source=source.key)
    if thing is None:
        waiting = [
            Reading(parsed.station, _as_code(one.symbol), one.at, one.value, one.quality, "") for one in parsed.readings
        ]
        [receipt] = commit([Delivery(sender, waiting, clock.now(), logs_itself=True, door="file", name=name)])
        words = msgid("trạm %(station)s chưa được khai báo: %(count)s số đo chờ duyệt ở trang nguồn")
        stranger = Told(0, both(words, station=parsed.station, count=receipt.waiting))
        return receipt, [*parsed.problems, stranger]
    placed, problems = form.placed(parsed.readings, series_of(thing))
    lines = [Reading(thing.code, one.series, one.at, one.value, one.quality) for one in placed]
    numbers = [one.line for one in placed]
    delivery = Delivery(sender, lines, clock.now(), logs_itself=True, door="file", name=name, numbers=numbers)
    [receipt] = commit([delivery])
    refused = [Told(placed[one.index].line, one.told) for one in receipt.rejected]
    return receipt, sorted([*parsed.problems, *problems, *refused], key=lambda one: one.line)


def _as_code(symbol: str) -> str:
    """What a stranger calls a parameter, in the letters of our codes."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in symbol)
    return plain[:40] or "_"
