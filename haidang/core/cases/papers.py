"""The files of a case in their roles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from haidang.core.files import actions as files
from haidang.core.files.models import File
from haidang.core.files.receiving import Held
from haidang.kernel.action import Doing, Invalid

from .models import Case, Paper

ROLES = ("before", "after", "part", "answer", "result", "consent", "receipt", "proof")
MOST = 60


@dataclass(frozen=True, slots=True)
class Attached:
    """A file with its role in a case: which part of the dossier, or which question of the form, it answers.

    `taken_from`: the document of the citizen's own store that it is a copy of.
    """

    file: Held | File
    role: str = "part"
    part: str = ""
    question: str = ""
    taken_from: str = ""


def sent(do: Doing, case: Case, file: Held | File | Attached) -> Paper:
    """Keep what the citizen sends: a photo from before of a report, a part of anything else, unless its role is said."""
    if isinstance(file, Attached):
        about = {"part": file.part, "question": file.question, "taken_from": file.taken_from}
        return add(do, case, file.file, file.role, **about)
    return add(do, case, file, "before" if case.kind == "report" else "part")


def add(
    do: Doing, case: Case, file: Held | File, role: str, *, part: str = "", question: str = "", taken_from: str = ""
) -> Paper:
    """Keep what was received (or point at what is kept already). Raises Invalid for an unknown role or part, one too many."""
    if role not in ROLES:
        raise Invalid("role", _("Chọn một trong: %(roles)s.") % {"roles": ", ".join(ROLES)}, role)
    known = [one.key for one in case.version.book.procedure.parts]
    if part and part not in known:
        raise Invalid("part", _("Chọn một thành phần của hồ sơ: %(parts)s.") % {"parts": ", ".join(known)}, part)
    if case.papers.count() >= MOST:
        raise Invalid("files", _("Một hồ sơ nhận nhiều nhất %(most)s tệp.") % {"most": MOST})
    if isinstance(file, Held):
        file = files.take(do, replace(file, place=case.place.path, office=case.office.code))
    about = {"part": part, "question": question, "taken_from": taken_from}
    return Paper.objects.create(
        case=case, file=file, role=role, by=str(do.actor), by_name=do.actor.name, at=do.at, **about
    )


def hand_over(do: Doing, case: Case) -> None:
    """The files go with the case to the office that holds it now."""
    kept = [one.file for one in case.papers.select_related("file")]
    if kept:
        files.hand_over(do, kept, place=case.place.path, office=case.office.code)


def show_only(do: Doing, case: Case, wanted: Sequence[int]) -> None:
    """Let these papers be seen by everybody, in their public copies, and no others.

    Raises Invalid for a paper of another case, NotPossible while a copy with faces and plates blurred is missing.
    """
    rows = {one.pk: one for one in case.papers.select_related("file")}
    for pk in wanted:
        if pk not in rows:
            raise Invalid("papers", _("Chọn tệp của chính hồ sơ này."), pk)
    for pk, row in rows.items():
        if row.is_public == (pk in wanted):
            continue
        if pk in wanted:
            files.show(do, row.file)
        else:
            files.hide(do, row.file)
        row.is_public = pk in wanted
        row.save(update_fields=["is_public"])
