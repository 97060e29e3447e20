"""Everything the page of one's own case shows."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import segno
from django import forms
from django.utils.safestring import SafeString, mark_safe

from haidang.core.cases import actions, queries
from haidang.core.cases.models import Case, Paper
from haidang.core.files import queries as files
from haidang.core.files.models import File
from haidang.core.files.sniff import KINDS
from haidang.core.forms.steps import shown_parts
from haidang.kernel import clock
from haidang.kernel.bilingual import shown
from haidang.kernel.flow import Move
from haidang.kernel.manifest.procedure import Part

from .forms import Rate, Reason, Say, SayOfDossier, Supply
from .steps import progress, way, words_of
from .wording import wording

NEW_FOR = timedelta(minutes=10)
OFFICE_ROLES = ("after", "answer", "result")


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as a page shows it: `picture` is a small copy if there is one; `file` is what is opened by a click."""

    file: File
    picture: File | None
    is_video: bool
    is_document: bool


def shown_files(papers: list[Paper]) -> list[Shown]:
    """What the citizen may see: what they sent as it is; photos of officers only with faces and plates blurred."""
    originals = [one.file for one in papers]
    thumbs = files.copies_of(originals, "thumb")
    clean, public = files.copies_of(originals, "clean"), files.copies_of(originals, "public")
    return list(_shown(papers, thumbs, clean, public))


def _shown(
    papers: list[Paper], thumbs: dict[int, File], clean: dict[int, File], public: dict[int, File]
) -> Iterator[Shown]:
    for paper in papers:
        file, family = paper.file, KINDS[paper.file.media_type].family
        if file.state != "kept":
            continue
        if paper.role in OFFICE_ROLES and family != "document":
            if file.pk in public:
                yield Shown(public[file.pk], public[file.pk], family == "video", is_document=False)
            continue
        bare = clean.get(file.pk, file)
        yield Shown(bare, thumbs.get(file.pk), family == "video", family == "document")


def by_role(case: Case) -> dict[str, list[Shown]]:
    """Photos from before and, once there is an answer, from after; documents handed out."""
    papers = queries.papers(case)
    roles = ("before", "part", *OFFICE_ROLES) if not case.is_open else ("before", "part", "result")
    return {role: shown_files([one for one in papers if one.role == role]) for role in roles}


def move_form(case: Case, move: Move, data: Any = None, files: Any = None) -> forms.Form:
    """What a move of the citizen's asks: a reason to end it, papers by their parts for a dossier, words and files else."""
    if case.flow.is_final(move.to):
        return Reason(data, files, prefix=move.key)
    if case.kind == "dossier":
        return Supply(data, files, prefix=move.key, parts=parts_of(case))
    return Say(data, files, prefix=move.key)


def say_form(case: Case, data: Any = None, files: Any = None) -> Say:
    return (SayOfDossier if case.kind == "dossier" else Say)(data, files, prefix="say")


def parts_of(case: Case) -> list[Part]:
    """The papers that its answers call for."""
    return shown_parts(case.version.book, case.answers, with_filer=False)


def sheet(case: Case, link: str) -> dict[str, Any]:
    done, steps = progress(case)
    state = case.flow.state(case.state)
    grade = case.version.book.grade(case.grade)
    lines = queries.lines(case, for_citizen=True)
    return {
        "case": case,
        "what": shown(case.version.book.procedure.name),
        "state_words": words_of(state),
        "way": way(case),
        "done": range(done),
        "left": range(steps - done),
        "is_new": case.state == case.flow.start and clock.now() - case.opened_at < NEW_FOR,
        "is_urgent": case.is_open and ((grade is not None and grade.is_urgent) or _sounds_dangerous(case)),
        "files": by_role(case),
        "log": [
            {"at": one.at, "kind": "person" if one.kind == "citizen" else one.kind, "text": shown(one.text), "by": ""}
            for one in lines
        ],
        "moves": [(one, shown(one.name), move_form(case, one)) for one in queries.own_moves(case)],
        "may_rate": not case.is_open and case.rating is None and not case.merged_into_id and _is_fresh(case),
        "asked_now": case.answer if state.clock == "pauses" else "",
        "answer": case.answer if state.final else "",
        "refusal": _refusal(case),
        "link": link,
        "qr": qr(link),
        "rate_form": Rate(prefix="rate"),
        "say_form": say_form(case),
        "wording": wording(case),
    }


def _sounds_dangerous(case: Case) -> bool:
    """By its words, until somebody has read them."""
    return case.state == case.flow.start and bool(case.suggestion.get("danger"))


def _is_fresh(case: Case) -> bool:
    return case.ended_at is not None and clock.now() <= case.ended_at + actions.RATE_WITHIN


def _refusal(case: Case) -> str:
    reason = case.version.book.reason(case.refusal) if case.refusal and not case.is_open else None
    return shown(reason.name) if reason else ""


def qr(text: str) -> SafeString:
    """A QR code (ISO/IEC 18004, level M) as SVG, black on white whatever the theme: scanners need it so."""
    buffer = io.BytesIO()
    made = segno.make(text, error="m", micro=False)
    made.save(buffer, kind="svg", xmldecl=False, svgns=False, border=3, dark="#000", light="#fff", omitsize=True)
    return mark_safe(buffer.getvalue().decode())  # noqa: S308 - drawn by segno from modules alone
