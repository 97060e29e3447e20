"""What differs between two versions of a procedure, fact by fact, in words where there are any."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.cases.facts import Book
from haidang.core.ui import numbers
from haidang.kernel import time_limit
from haidang.kernel.bilingual import shown
from haidang.kernel.facts import Words

from .as_text import bare


@dataclass(frozen=True, slots=True)
class Change:
    """One fact; `before` or `after` is "" where it was not, or is no longer, said."""

    path: str
    label: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        return "new" if not self.before else "gone" if not self.after else "other"


def changes(before: Book, after: Book) -> list[Change]:
    """In the order of the facts: what the procedure says, then its flow, reasons and templates."""
    old, new = dict(_flat(bare(before), "")), dict(_flat(bare(after), ""))
    return [
        Change(path, _label(path), _said(old.get(path)), _said(new.get(path)))
        for path in {**old, **new}
        if old.get(path) != new.get(path)
    ]


def _flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Entries of lists go by their key, so that a new one does not change the others."""
    if isinstance(value, dict) and set(value) != {"vi", "en"}:
        for key, one in value.items():
            yield from _flat(one, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for at, one in enumerate(value):
            yield from _flat(one, f"{path}[{one.get('key', at)}]")
    else:
        yield path, value


def _said(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("có") if value else _("không")
        case int() | float():
            return numbers.said(value)
        case {"vi": vi, "en": en}:
            return shown(Words(vi=vi, en=en))
        case list():
            return ", ".join(str(one) for one in value) or "–"
    return _limit(str(value))


def _limit(text: str) -> str:
    try:
        return time_limit.shown(time_limit.parse(text))
    except ValueError:
        return text


def _label(path: str) -> str:
    """The path as people read it: names for its beginning, keys as they are."""
    said = path.removeprefix("procedure.")
    for key, words in _names().items():
        if said == key or said.startswith((f"{key}[", f"{key}.")):
            return words + said.removeprefix(key).replace("[", " ").replace("]", "").replace(".", " · ")
    return said


def _names() -> dict[str, str]:
    return {
        "name": _("Tên"),
        "short": _("Tên ngắn"),
        "about": _("Nội dung"),
        "words": _("Từ ngữ tìm kiếm"),
        "code": _("Mã quốc gia"),
        "field": _("Lĩnh vực"),
        "state": _("Tình trạng"),
        "timers": _("Thời hạn"),
        "fees": _("Phí"),
        "parts": _("Thành phần"),
        "form": _("Biểu mẫu"),
        "results": _("Kết quả"),
        "route": _("Nơi nhận"),
        "law": _("Căn cứ"),
        "grade": _("Mức"),
        "grades": _("Các mức"),
        "channels": _("Kênh nhận"),
        "flow": _("Quy trình"),
        "reasons": _("Lý do"),
        "templates": _("Câu mẫu"),
    }
