"""The files of a case in their roles."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from haidang.core.files.models import File
from haidang.kernel.action import Doing, Invalid

from .models import Case, Paper

ROLES = ("before", "after", "part", "answer", "result")
MOST = 60


def add(do: Doing, case: Case, file: File, role: str, *, part: str = "", question: str = "") -> Paper:
    """Raises Invalid for an unknown role or one file too many."""
    if role not in ROLES:
        raise Invalid("role", _("Chọn một trong: %(roles)s.") % {"roles": ", ".join(ROLES)}, role)
    if case.papers.count() >= MOST:
        raise Invalid("files", _("Một hồ sơ nhận nhiều nhất %(most)s tệp.") % {"most": MOST})
    return Paper.objects.create(
        case=case, file=file, role=role, part=part, question=question, by=str(do.actor), by_name=do.actor.name, at=do.at
    )


def show_only(case: Case, wanted: Sequence[int]) -> None:
    """Let these papers be seen by everybody, in their public copies, and no others. Raises Invalid without a copy."""
    rows = {one.pk: one for one in case.papers.all()}
    for pk in wanted:
        if pk not in rows or not has_public_copy(rows[pk]):
            raise Invalid("papers", _("Tệp này chưa có bản công khai đã che mặt và biển số."), pk)
    for pk, row in rows.items():
        if row.is_public != (pk in wanted):
            row.is_public = pk in wanted
            row.save(update_fields=["is_public"])


def has_public_copy(paper: Paper) -> bool:
    return paper.file.derived.filter(derivation="public", state="kept").exists()
