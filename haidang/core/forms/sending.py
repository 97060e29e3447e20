"""From a form that is complete to a dossier: its place, people, answers and papers."""

from typing import Any

from django.utils.translation import gettext as _

from haidang.core.cases import actions as cases
from haidang.core.cases import papers
from haidang.core.cases.facts import Book
from haidang.core.cases.models import Case
from haidang.core.cases.papers import Attached
from haidang.core.citizens.consents import Text
from haidang.core.directory import queries as directory
from haidang.core.directory.models import Place
from haidang.core.files import actions as files
from haidang.core.files.models import File
from haidang.kernel.action import PUBLIC, Doing, Invalid
from haidang.kernel.bilingual import shown
from haidang.kernel.clock import HO_CHI_MINH
from haidang.kernel.geo import Point, point_in

from . import asked, consenting, steps
from .models import Draft
from .people import people


def send(do: Doing, draft: Draft, book: Book, consent: Text) -> Case:
    """The dossier of a draft, as part of the action under way. Raises Invalid and NotPossible as `case.open` does."""
    answers = steps.counting(book, draft.answers)
    own = {one.key for one in book.procedure.questions()}
    place = _place(answers)
    used, unused = _sorted(draft, book)
    agreed = _consent(do, consent)
    case = cases.open_case(
        do.actor,
        draft.procedure,
        title=(book.procedure.short or book.procedure.name).vi,
        text=_text(draft, book),
        place=place,
        point=_point(book, answers, place),
        answers={key: value for key, value in answers.items() if key in own},
        channel="online",
        people=people(
            book, answers, person=draft.person, sources=draft.sources, consent=agreed, agreed=consenting.agreed(draft)
        ),
        files=used,
        suggestion={"sources": {key: value for key, value in draft.sources.items() if key in answers}},
    )
    draft.files.all().delete()
    for file in unused:
        files.drop(do, file, why=_("không thuộc hồ sơ"))
    papers.hand_over(do, case)
    return case


def _sorted(draft: Draft, book: Book) -> tuple[list[Attached], list[File]]:
    """Files of parts and questions that still arise become the case's; the others were for another answer."""
    parts = {one.key for one in steps.shown_parts(book, draft.answers)}
    about_filer = {one.key for one in asked.facts().papers}
    questions = {one.key for step in steps.shown_steps(book, draft.answers) for one in step.shown}
    used, unused = [], []
    for row in draft.files.select_related("file"):
        if row.part in parts & about_filer:
            used.append(Attached(row.file, role="consent"))
        elif row.part in parts or row.question in questions:
            used.append(Attached(row.file, part=row.part, question=row.question, taken_from=row.taken_from))
        else:
            unused.append(row.file)
    return used, unused


def _place(answers: dict[str, Any]) -> Place:
    found = directory.place(PUBLIC, str(answers.get("filing_place", "")))
    if found is None:
        raise Invalid("filing_place", _("Chọn xã, phường, đặc khu làm thủ tục."))
    return found


def _point(book: Book, answers: dict[str, Any], place: Place) -> Point | None:
    """Where the matter lies, if the form asks for it and it lies in that commune."""
    asked_for = next((one for one in book.procedure.questions() if one.type == "point" and one.key in answers), None)
    point = point_in(str(answers[asked_for.key])) if asked_for else None
    return point if point is not None and directory.commune_at(point) == place else None


def _consent(do: Doing, text: Text) -> str:
    """Which wording somebody agreed to, where and when."""
    at = f"{do.at.astimezone(HO_CHI_MINH):%H:%M %d/%m/%Y}"
    about = {"text": f"{text.key}/{text.version}", "at": at}
    return _("đồng ý xử lý dữ liệu cá nhân (lời %(text)s) trên biểu mẫu trực tuyến lúc %(at)s") % about


def _text(draft: Draft, book: Book) -> str:
    """What the officer has to know at once: papers that come to the counter."""
    brought = [shown(one.name) for one in steps.shown_parts(book, draft.answers) if one.key in draft.brought]
    return _("Người nộp mang bản giấy đến quầy: %(papers)s.") % {"papers": "; ".join(brought)} if brought else ""
