"""Everything that changes a draft, and its end: a dossier, once and no more."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from haidang.core.cases.facts import Book
from haidang.core.cases.models import Case, Procedure
from haidang.core.cases.opening import checked_phone, current_version
from haidang.core.citizens import consents
from haidang.core.directory.models import Person
from haidang.core.files import actions as files
from haidang.core.files.receiving import Held
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import shown
from haidang.kernel.clock import HO_CHI_MINH
from haidang.kernel.text import dialled

from . import asked as built_in
from . import checking, codes, sending, steps
from .models import Draft, DraftFile
from .where import where_to_file

KEPT_FOR = timedelta(days=30)
MOST_FILES = 50
DATA_CLASS = "personal"
"""Of what is put to a form."""


class Overtaken(NotPossible):
    """Another device has saved the draft since this one read it; the words say when."""


@action("draft.begin")
def begin(do: Doing, procedure: Procedure, *, person: Person | None = None, device: str = "") -> Draft:
    """A new form. Raises NotPossible when the procedure takes no dossiers, or is filed elsewhere."""
    version = current_version(procedure)
    if where_to_file(version.book.procedure) != "here":
        raise NotPossible(_("Thủ tục này không nộp ở đây; trang thủ tục cho biết nộp ở đâu."))
    draft = Draft.objects.create(
        token=codes.new_token(),
        code=codes.new_code(),
        procedure=procedure,
        version=version,
        person=person,
        device=device,
        created_at=do.at,
        saved_at=do.at,
        expires_at=do.at + KEPT_FOR,
    )
    do.about(draft)
    return draft


@action("draft.save")
def save_draft(
    do: Doing,
    draft: Draft,
    *,
    step: str,
    answers: Mapping[str, Any],
    typed: Mapping[str, Any] | None = None,
    sources: Mapping[str, str] | None = None,
    brought: Iterable[str] | None = None,
    asked: Iterable[str] = (),
    seen: int | None = None,
    device: str = "",
    person: Person | None = None,
) -> Draft:
    """Keep what one page says. `asked` are the keys of its questions: what it leaves blank is forgotten.

    `typed` are words that did not pass; `sources` where answers came from, by question; `brought` parts that come to the counter.
    `seen` is the number of the draft that the page showed. Raises Overtaken, NotPossible once it is sent.
    """
    draft = _locked(draft)
    _must_be_newest(draft, seen, device)
    gone = set(asked)
    draft.answers = {key: value for key, value in draft.answers.items() if key not in gone} | dict(answers)
    draft.typed = {key: value for key, value in draft.typed.items() if key not in gone} | dict(typed or {})
    draft.sources = {key: value for key, value in draft.sources.items() if key not in gone} | dict(sources or {})
    draft.brought = list(brought) if brought is not None else draft.brought
    draft.person = draft.person or person
    draft.steps_seen = list(dict.fromkeys([*draft.steps_seen, step]))
    draft.step, draft.lost = step, []
    _touch(do, draft, device)
    return draft


def _locked(draft: Draft) -> Draft:
    rows = Draft.objects.select_for_update(of=("self",)).select_related("procedure", "version", "case")
    fresh = rows.get(pk=draft.pk)
    if fresh.case is not None:
        raise NotPossible(_("Hồ sơ này đã nộp rồi: %(code)s.") % {"code": fresh.case.code})
    return fresh


def _must_be_newest(draft: Draft, seen: int | None, device: str) -> None:
    """One device may go back in its own pages; what another one has saved since, it has to look at first."""
    newest = draft.other_number if device == draft.device else draft.number
    if seen is not None and seen < newest:
        at = draft.saved_at.astimezone(HO_CHI_MINH)
        raise Overtaken(_("Hồ sơ này vừa được sửa ở máy khác lúc %(at)s.") % {"at": f"{at:%H:%M}"})


def _touch(do: Doing, draft: Draft, device: str) -> None:
    if device != draft.device:
        draft.device, draft.other_number = device, draft.number
    draft.number += 1
    draft.saved_at, draft.expires_at = do.at, do.at + KEPT_FOR
    draft.save()
    do.about(draft, step=draft.step)


@action("draft.save")
def attach(
    do: Doing, draft: Draft, held: Held, *, part: str = "", question: str = "", taken_from: str = "", device: str = ""
) -> DraftFile:
    """Put a file to a part or a question. The same content there is kept once. Raises Invalid for one too many."""
    draft = _locked(draft)
    there = draft.files.filter(file__sha256=held.sha256, part=part, question=question).first()
    if there is not None:
        do.about(draft)
        return there
    if draft.files.count() >= MOST_FILES:
        raise Invalid("file", _("Một hồ sơ nhận nhiều nhất %(most)s tệp.") % {"most": MOST_FILES})
    file = files.take(do, held, public=False)
    row = DraftFile.objects.create(
        draft=draft, file=file, part=part, question=question, taken_from=taken_from, at=do.at
    )
    draft.brought = [one for one in draft.brought if one != part]
    _touch(do, draft, device)
    return row


@action("draft.save")
def detach(do: Doing, draft: Draft, number: int, *, device: str = "") -> None:
    """Take one file away again; its content is deleted. One that is gone already is no error."""
    draft = _locked(draft)
    row = draft.files.select_related("file").filter(pk=number).first()
    if row is not None:
        row.delete()
        files.drop(do, row.file, why=_("người làm hồ sơ bỏ tệp"))
    _touch(do, draft, device)


@action("draft.save")
def leave(do: Doing, draft: Draft, phone: str) -> Draft:
    """Leave it for later under a telephone number. Raises Invalid for none."""
    number = checked_phone(phone)
    if not number:
        raise Invalid("phone", _("Viết số điện thoại để mở lại hồ sơ."), phone)
    draft = _locked(draft)
    draft.phone = dialled(number)
    _touch(do, draft, draft.device)
    return draft


@action("draft.renew")
def renew(do: Doing, draft: Draft) -> Draft:
    """Move to the version published today, keeping the answers that still fit; `lost` names the others.

    Raises NotPossible when the procedure takes no dossiers any more.
    """
    draft = _locked(draft)
    version = current_version(draft.procedure)
    if version.pk == draft.version_id:
        do.about(draft)
        return draft
    before, now = draft.version.book, version.book
    questions = list(steps.every_question(now, draft.answers))
    kept, refused = checking.read(questions, draft.answers)
    control = {key: value for key, value in draft.answers.items() if key == built_in.COUNT}
    lost = [key for key in draft.answers if key not in kept and key != built_in.COUNT]
    draft.lost = [{"name": _name(before, key, draft), "typed": str(draft.answers[key])} for key in lost]
    draft.typed = {**draft.typed, **{key: draft.answers[key] for key in refused}}
    draft.answers, draft.version = kept | control, version
    known = {one.key for one in now.procedure.parts} | {one.key for one in built_in.facts().papers}
    draft.brought = [key for key in draft.brought if key in known]
    draft.number += 1
    draft.save()
    do.about(draft, version=version.number, lost=lost)
    return draft


def _name(book: Book, key: str, draft: Draft) -> str:
    found = (one for one in steps.every_question(book, draft.answers) if one.key == key)
    return next((shown(one.name) for one in found), key)


@action("draft.submit")
def submit(
    do: Doing, draft: Draft, *, agreed: int, person: Person | None = None, seen: int | None = None, device: str = ""
) -> Case:
    """Make it a dossier; the second time gives the same one.

    `agreed` is the version of the text about the processing of data that whoever sends it has agreed to. Raises
    NotPossible (a newer version, another device), Invalid with the first thing that is missing.
    """
    rows = Draft.objects.select_for_update(of=("self",)).select_related("procedure", "version", "person")
    draft = rows.get(pk=draft.pk)
    do.about(draft)
    if draft.case_id is not None:
        return Case.objects.get(pk=draft.case_id)
    consent = consents.checked("dossier", agreed)
    _must_be_newest(draft, seen, device)
    if current_version(draft.procedure).pk != draft.version_id:
        raise NotPossible(_("Thủ tục vừa có phiên bản mới. Xem lại các bước rồi nộp."))
    book = draft.version.book
    missing = checking.problems(draft, book)
    if missing:
        raise Invalid(missing[0].key, missing[0].text)
    draft.person = draft.person or person
    with override(settings.LANGUAGE_CODE):
        case = sending.send(do, draft, book, consent)
    draft.case, draft.answers, draft.typed, draft.sources = case, {}, {}, {}
    draft.save()
    do.about(draft, case=case.code, consent=f"dossier/{consent.version}")
    return case


@action("draft.forget")
def forget(do: Doing, draft: Draft, *, why: str) -> None:
    """Delete it with the files that became part of nothing."""
    rows = Draft.objects.select_for_update(of=("self",)).select_related("procedure")
    draft = rows.get(pk=draft.pk)
    do.about(draft, why=why)
    kept = [one.file for one in draft.files.select_related("file")]
    draft.files.all().delete()
    if draft.case_id is None:
        for file in kept:
            files.drop(do, file, why=why)
    draft.delete()
