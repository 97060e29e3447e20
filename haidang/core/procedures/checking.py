"""Whether facts that somebody wrote can be a version of a procedure: the same strictness as `haidang check`.

Every problem names its path, its value and a remedy, all of them at once where the text can be read at all.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.cases.facts import BESIDE_THE_FLOW, Book
from haidang.core.cases.needs import NEEDS
from haidang.core.directory.models import Office, Place, valid_on
from haidang.kernel import action, clock, registry, strict
from haidang.kernel.flow import Flow
from haidang.kernel.manifest.procedure import Grade, Procedure, Reason, Template
from haidang.kernel.manifest.procedures import contradictions
from haidang.kernel.strict import ManifestError

SLOTS = ("code", "title", "office", "due", "reason")
_SLOT = re.compile(r"\{([^{}]*)\}")
HERE = Path("draft")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that cannot stay as it is."""

    path: str
    value: Any
    remedy: str

    @property
    def said(self) -> str:
        shown = str(self.value)
        return shown if len(shown) <= 80 else f"{shown[:79]}…"


class Problems(Exception):
    """Facts that cannot be taken."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(f"{one.path} = {one.value!r}: {one.remedy}" for one in self.problems))


@dataclass(frozen=True, slots=True)
class _Alone:
    """A domain of one procedure, as far as the kernel's checks ask."""

    flows: list[Flow]
    procedures: list[Procedure]
    grades: list[Grade] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    templates: list[Template] = field(default_factory=list)


def checked(raw: dict[str, Any], *, key: str, kind: str) -> Book:
    """The book that the facts make. Raises Problems."""
    try:
        book = strict.convert(raw, Book, HERE)
    except ManifestError as error:
        raise Problems([Problem(error.path, error.value, error.remedy)]) from None
    if problems := list(_problems(book, key, kind)):
        raise Problems(problems)
    return book


def _problems(book: Book, key: str, kind: str) -> Iterator[Problem]:
    one = book.procedure
    if one.key != key:
        yield Problem(
            "procedure.key", one.key, _("giữ nguyên “%(key)s”: hồ sơ và địa chỉ trang đi theo nó") % {"key": key}
        )
    if one.kind != kind:
        yield Problem("procedure.kind", one.kind, _("giữ nguyên “%(kind)s”") % {"kind": kind})
    if one.flow != book.flow.key:
        yield Problem("procedure.flow", one.flow, _("đặt “%(key)s” như trong [flow]") % {"key": book.flow.key})
    alone = _Alone([book.flow], [one], book.grades, book.reasons, book.templates)
    for path, value, remedy in contradictions(alone):
        yield Problem(_short(path), value, remedy)
    yield from _of_moves(book)
    yield from _of_words(book)
    yield from _of_places(one)
    for at, name in enumerate(one.nearby):
        if registry.series(*name.split("/", 1)) is None:
            yield Problem(
                f"procedure.nearby[{at}]", name, _("chưa có thông số này; viết lĩnh_vực/thông_số đã khai báo")
            )


def _short(path: str) -> str:
    """The kernel speaks of lists of procedures and flows; here there is one of each."""
    return re.sub(r"^procedures\[0:[^\]]*\]", "procedure", path).replace("flows[0]", "flow", 1)


def _of_moves(book: Book) -> Iterator[Problem]:
    moves = {*(one.key for one in book.flow.moves), *BESIDE_THE_FLOW}
    for at, move in enumerate(book.flow.moves):
        for number, need in enumerate(move.needs):
            if need not in NEEDS:
                yield Problem(f"flow.moves[{at}].needs[{number}]", need, _one_of(NEEDS))
        if move.right and move.right not in action.actions:
            yield Problem(
                f"flow.moves[{at}].right", move.right, _("viết tên một việc có trong phân quyền, ví dụ case.sort")
            )
    listings: dict[str, list[Any]] = {"reasons": list(book.reasons), "templates": list(book.templates)}
    for name, rows in listings.items():
        for at, row in enumerate(rows):
            for number, key in enumerate(row.moves):
                if key not in moves:
                    yield Problem(f"{name}[{at}].moves[{number}]", key, _one_of(moves))


def _of_words(book: Book) -> Iterator[Problem]:
    for at, one in enumerate(book.templates):
        for slot in unknown_slots(one.text.vi):
            yield Problem(f"templates[{at}].text.vi", f"{{{slot}}}", _one_of(SLOTS))


def unknown_slots(text: str) -> list[str]:
    """What stands in braces and nobody fills in."""
    return [one for one in _SLOT.findall(text) if one not in SLOTS]


def _of_places(one: Procedure) -> Iterator[Problem]:
    today = valid_on(clock.today())
    for at, route in enumerate(one.route):
        where = f"procedure.route[{at}]"
        if route.office and not Office.objects.filter(today, code=route.office).exists():
            yield Problem(f"{where}.office", route.office, _("chưa có cơ quan nào mang mã này đang hoạt động"))
        if route.office_kind and not Office.objects.filter(today, kind=route.office_kind).exists():
            yield Problem(f"{where}.office_kind", route.office_kind, _one_of(_office_kinds()))
        known = set(Place.objects.filter(key__in=route.places).values_list("key", flat=True))
        for number, key in enumerate(route.places):
            if key not in known:
                yield Problem(f"{where}.places[{number}]", key, _("chưa có địa bàn nào mang mã này"))


def _office_kinds() -> list[str]:
    return list(Office.objects.order_by("kind").values_list("kind", flat=True).distinct())


def _one_of(known: Iterable[str]) -> str:
    return _("viết một trong: %(known)s") % {"known": ", ".join(sorted(known))}
