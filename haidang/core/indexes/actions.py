"""Opening a year's assessment, scoring oneself with evidence, sending, writing down what was verified and the rank."""

import math
import re

from django.utils.translation import gettext as _

from haidang.core.directory.models import Office, valid_on
from haidang.core.directory.queries import top_place
from haidang.core.files import actions as files
from haidang.core.files.receiving import Held
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.given import bounded, needed
from haidang.kernel.index_book import Book, books, domain_of

from .models import Assessment, Evidence, OwnPart, Score
from .parts import Part, part_of

MOST = 2000
MOST_RANKED = 1000
TRUSTS = ("V", "C", "S", "M", "X")
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


@action("index.open")
def open_year(do: Doing, book: str, year: int) -> Assessment:
    """Begin a year by a version of an index. Raises Invalid, NotPossible."""
    facts = books().get(book)
    if facts is None:
        raise Invalid("book", _("Không có bộ chỉ số này."), book)
    if not facts.from_year <= year <= clock.today().year + 1:
        raise Invalid(
            "year", _("Bộ này dùng từ năm %(year)s; không mở năm xa hơn năm sau.") % {"year": facts.from_year}, year
        )
    if Assessment.objects.filter(book=book, year=year).exists():
        raise NotPossible(_("Đã có kỳ chấm của năm này."))
    row = Assessment.objects.create(book=book, year=year, office=_owner(facts))
    do.about(row, book=book, year=year)
    return row


def _owner(facts: Book) -> Office | None:
    """The province's office of the kind that answers for the field whose file it is."""
    top, domain = top_place(), domain_of(facts.code)
    found = Office.objects.filter(valid_on(clock.today()), kind=facts.office_kind, place=top).order_by("code")
    return next((one for one in found if domain in one.fields), None)


@action("index.score")
def score(do: Doing, row: Assessment, part: str, value: float | None, *, note: str = "") -> Score:
    """The self-score of one part; None takes it back. Raises Invalid, NotPossible."""
    _must(row, "open", _("Đã gửi tự chấm: điểm tự chấm không sửa được nữa."))
    one = _checked(row, part, value)
    kept = Score.objects.get_or_create(assessment=row, part=one.key)[0]
    kept.own, kept.own_note = value, bounded("note", note, MOST)
    kept.own_by_name, kept.own_at = do.actor.name, do.at
    kept.save()
    do.about(row, part=one.key, own=value, note=note)
    return kept


@action("index.attach")
def attach(do: Doing, row: Assessment, part: str, text: str, *, held: Held | None = None) -> Evidence:
    """Evidence for a part: what it is or where it stands, with a file or without. Raises Invalid, NotPossible."""
    _must(row, "open", _("Đã gửi tự chấm: không thêm minh chứng được nữa."))
    one = _part(row, part)
    file = files.take(do, held, public=False) if held is not None else None
    made = Evidence.objects.create(
        assessment=row, part=one.key, text=needed("text", bounded("text", text, MOST)), file=file, by_name=do.actor.name
    )
    do.about(row, part=one.key, text=text)
    return made


@action("index.send")
def send(do: Doing, row: Assessment) -> Assessment:
    """The self-scores stand from now on. Raises NotPossible when there are none."""
    _must(row, "open", _("Đã gửi tự chấm."))
    if not row.scores.filter(own__isnull=False).exists():
        raise NotPossible(_("Chưa tự chấm chỉ số nào."))
    with do.changing(row, "state"):
        row.state, row.sent_at, row.sent_by_name = "sent", do.at, do.actor.name
        row.save()
    return row


@action("index.verify")
def verify(do: Doing, row: Assessment, part: str, value: float | None, *, note: str = "") -> Score:
    """What the ranking body gave for a part; after the self-scores were sent. Raises Invalid, NotPossible."""
    if row.state == "open":
        raise NotPossible(_("Gửi tự chấm trước, rồi mới ghi điểm thẩm định."))
    one = _checked(row, part, value)
    kept = Score.objects.get_or_create(assessment=row, part=one.key)[0]
    kept.verified, kept.verified_note = value, bounded("note", note, MOST)
    kept.verified_by_name, kept.verified_at = do.actor.name, do.at
    kept.save()
    with do.changing(row, "state", part=one.key, verified=value, note=note):
        row.state = "verified"
        row.save(update_fields=["state"])
    return kept


@action("index.rank")
def rank(do: Doing, row: Assessment, place: int, among: int, *, source: str) -> Assessment:
    """The published rank with its source. Raises Invalid."""
    if not 1 <= place <= among <= MOST_RANKED:
        raise Invalid("place", _("Hạng từ 1 đến số tỉnh được xếp."), place)
    with do.changing(row, "rank", "ranked", source=needed("source", source)):
        row.rank, row.ranked, row.rank_source = place, among, bounded("source", source, 500)
        row.save()
    return row


@action("index.change")
def set_points(do: Doing, book: str, part: str, most: float | None, *, source: str, trust: str = "V") -> OwnPart:
    """The points of a part as the province read them, with source. Raises Invalid."""
    one = part_of(book, part)
    if one is None:
        raise Invalid("part", _("Không có chỉ số này."), part)
    return _said(do, book, one.key, one.parent, one.name.vi, one.name.en, most, source, trust)


@action("index.change")
def add_component(
    do: Doing, book: str, parent: str, key: str, name_vi: str, name_en: str, most: float | None, *, source: str,
    trust: str = "V",
) -> OwnPart:  # fmt: skip
    """A component that the files do not name. Raises Invalid."""
    if part_of(book, parent) is None:
        raise Invalid("parent", _("Không có chỉ số này."), parent)
    if not KEY.fullmatch(key):
        raise Invalid("key", _("Mã gồm chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ."), key)
    if part_of(book, key) is not None:
        raise Invalid("key", _("Đã có chỉ số mã %(key)s.") % {"key": key}, key)
    name = needed("name_vi", name_vi)
    return _said(do, book, key, parent, name, name_en.strip() or name, most, source, trust)


def _said(
    do: Doing, book: str, key: str, parent: str, vi: str, en: str, most: float | None, source: str, trust: str
) -> OwnPart:
    if most is not None and not (math.isfinite(most) and 0 < most <= books()[book].total):
        raise Invalid("most", _("Điểm tối đa lớn hơn 0 và không quá tổng điểm của bộ."), most)
    if trust not in TRUSTS:
        raise Invalid("trust", _("Chọn một trong: %(all)s.") % {"all": ", ".join(TRUSTS)}, trust)
    row = OwnPart.objects.create(
        book=book, key=key, parent=parent, name_vi=vi, name_en=en, max=most, source=needed("source", source),
        trust=trust, by_name=do.actor.name, at=do.at,
    )  # fmt: skip
    do.about(row, part=key, most=most, source=source, trust=trust)
    return row


def _must(row: Assessment, state: str, message: str) -> None:
    if row.state != state:
        raise NotPossible(message)


def _part(row: Assessment, key: str) -> Part:
    found = part_of(row.book, key)
    if found is None:
        raise Invalid("part", _("Không có chỉ số này."), key)
    return found


def _checked(row: Assessment, key: str, value: float | None) -> Part:
    """Scores stand on the lowest parts. Raises Invalid."""
    one = _part(row, key)
    if one.has_parts:
        raise Invalid("value", _("Chấm ở các chỉ số thành phần; điểm ở đây là tổng của chúng."), value)
    if value is None:
        return one
    if not math.isfinite(value) or value < 0:
        raise Invalid("value", _("Điểm không âm."), value)
    if one.max is not None and value > one.max:
        raise Invalid("value", _("Nhiều nhất %(most)s điểm.") % {"most": f"{one.max:g}"}, value)
    return one
