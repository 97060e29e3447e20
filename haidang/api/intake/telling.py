"""What became of a file, for the source's log, for the receipt, and for the one who dropped it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.doors.receipts import Line, Outcome
from haidang.core.telemetry import sources
from haidang.core.things.models import Source
from haidang.kernel import clock
from haidang.kernel.bilingual import both, in_both, shown
from haidang.kernel.manifest import Words

from .forms import Problem

MOST_LINES_TOLD = 100  # of one file in the source's log


@dataclass(frozen=True, slots=True)
class Told:
    """A problem in our words."""

    line: int
    said: Words

    @property
    def words(self) -> str:
        return shown(self.said)


def of_lines(lines: Sequence[Line]) -> list[Told]:
    return [Told(line, said) for line, said in lines]


def in_receipt(problems: Sequence[Problem]) -> list[Line]:
    return [(one.line, _in_both(one)) for one in problems]


def to_sender(outcome: Outcome, problems: Sequence[Problem], counts: tuple[int, int, int] | None = None) -> str:
    """What became of it, how many readings (new, there already, waiting for their thing), what is wrong by line. Vietnamese."""
    with translation.override("vi"):
        words = {
            "taken": _("ĐÃ NHẬN"), "partly": _("NHẬN MỘT PHẦN"), "known": _("ĐÃ CÓ"), "refused": _("KHÔNG NHẬN"),
            "asked": _("CHỜ GHÉP CỘT"),
        }  # fmt: skip
        lines = [f"{clock.now():%d/%m/%Y %H:%M:%S} {words[outcome]}"]
        if counts is not None:
            new, same, waiting = counts
            counted = _("%(new)s số đo mới, %(same)s đã có, %(waiting)s chờ duyệt thiết bị")
            lines.append(counted % {"new": new, "same": same, "waiting": waiting})
        lines += [numbered(one) for one in problems[:MOST_LINES_TOLD]]
        if len(problems) > MOST_LINES_TOLD:
            lines.append(_("và %(count)s dòng khác") % {"count": len(problems) - MOST_LINES_TOLD})
    return "\n".join(lines) + "\n"


def to_log(source: Source, name: str, problems: Sequence[Problem]) -> None:
    for one in problems[:MOST_LINES_TOLD]:
        sources.log(source, _in_both(one), sender=source.key, file=name, line=one.line or None)
    more = len(problems) - MOST_LINES_TOLD
    if more > 0:
        sources.log(source, both(msgid("và %(count)s dòng khác"), count=more), sender=source.key, file=name)


def numbered(one: Problem) -> str:
    return _("dòng %(line)s: %(why)s") % {"line": one.line, "why": one.words} if one.line else one.words


def _in_both(one: Problem) -> Words:
    return in_both(lambda: one.words)
