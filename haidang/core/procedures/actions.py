"""Everything the province does to its procedures. A new version is drafted, looked at by somebody else, then published."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.cases.facts import Book, plain, read_book
from haidang.core.cases.models import Procedure, ProcedureVersion
from haidang.core.cases.sync import describe
from haidang.kernel.action import Actor, Doing, NotPossible, action
from haidang.kernel.given import needed
from haidang.provinces import pack

from .beginning import create, is_unborn
from .changes import changes
from .checking import Problems, checked
from .models import Draft

MOST_TOLD = 40


@action("procedure.change")
def save_draft(do: Doing, procedure: Procedure, facts: dict[str, Any], *, why: str, seen: int = 0) -> Draft:
    """Write down what the next version is to say. `seen` is the turn of the draft the actor had before them, 0 for none.

    Raises Problems with everything that is wrong, NotPossible when somebody else has saved in between.
    """
    reason = needed("why", why)
    row = _locked(procedure)
    book = checked(facts, key=row.key, kind=row.kind)
    draft = Draft.objects.select_for_update().filter(procedure=row).first()
    _must_be_as_seen(draft, seen)
    if draft is None:
        draft = Draft(procedure=row, base=row.number, turn=0)
    draft.facts, draft.turn, draft.why = plain(book), draft.turn + 1, reason
    draft.by, draft.by_name, draft.changed_at = str(do.actor), do.actor.name, do.at
    draft.save()
    _tell(do, row, book, why=reason, turn=draft.turn)
    return draft


def _must_be_as_seen(draft: Draft | None, seen: int) -> None:
    if draft is not None and draft.publish_at is not None:
        raise NotPossible(_("Bản nháp đã duyệt và hẹn ngày; bỏ hẹn trước khi sửa."))
    if (draft.turn if draft else 0) != seen:
        by = draft.by_name if draft else _("người khác")
        raise NotPossible(_("%(name)s vừa lưu hoặc bỏ bản nháp này; tải lại trang rồi sửa tiếp.") % {"name": by})


@action("procedure.discard")
def discard_draft(do: Doing, procedure: Procedure) -> None:
    """Throw the draft away; what is published stays, and of a procedure that never was nothing does."""
    row = _locked(procedure)
    Draft.objects.filter(procedure=row).delete()
    do.about(row)
    if is_unborn(row):
        row.versions.all().delete()
        row.delete()


@action("procedure.publish")
def publish(do: Doing, procedure: Procedure, *, at: datetime | None = None, seen: int) -> ProcedureVersion | None:
    """Let the draft count, now or from a moment on (None is returned until then). Cases that have begun keep their version.

    Raises NotPossible when there is no draft, it has changed since it was `seen`, or the actor wrote it alone.
    """
    row = _locked(procedure)
    draft = Draft.objects.select_for_update().filter(procedure=row).first()
    if draft is None:
        raise NotPossible(_("Chưa có bản nháp nào để ban hành."))
    _must_be_as_seen(draft, seen)
    if pack.chosen().province.two_eyes and draft.by == str(do.actor):
        raise NotPossible(_("Người soạn không tự ban hành một mình; nhờ một người khác có quyền xem và ban hành."))
    draft.approved_by, draft.approved_by_name = str(do.actor), do.actor.name
    if at is not None and at > do.at:
        draft.publish_at = at
        draft.save()
        do.about(row, publish_at=at.isoformat(), drafted_by=draft.by, why=draft.why)
        return None
    return _publish(do, row, draft)


@action("procedure.unschedule")
def unschedule(do: Doing, procedure: Procedure) -> Draft:
    """Take back the day a draft was to be published on; it can be changed again."""
    row = _locked(procedure)
    draft = Draft.objects.select_for_update().filter(procedure=row, publish_at__isnull=False).first()
    if draft is None:
        raise NotPossible(_("Không có bản nào hẹn ngày ban hành."))
    draft.publish_at, draft.approved_by, draft.approved_by_name = None, "", ""
    draft.save()
    do.about(row)
    return draft


@action("procedure.begin")
def begin(do: Doing, draft: Draft) -> ProcedureVersion:
    """The program publishes what somebody approved for this moment. Raises Problems when it no longer fits."""
    row = _locked(draft.procedure)
    return _publish(do, row, draft)


def _publish(do: Doing, row: Procedure, draft: Draft) -> ProcedureVersion:
    book = checked(draft.facts, key=row.key, kind=row.kind)
    version = _renew(do, row, book, "province", draft.why, by=draft.by_name)
    draft.delete()
    return version


@action("procedure.retire")
def retire(do: Doing, procedure: Procedure, *, why: str) -> ProcedureVersion:
    """Take no new cases; those that have begun go on. A new version says so, which sync leaves alone."""
    return _with_state(do, procedure, "retired", why)


@action("procedure.reopen")
def reopen(do: Doing, procedure: Procedure, *, why: str) -> ProcedureVersion:
    """Take new cases again."""
    return _with_state(do, procedure, "published", why)


def _with_state(do: Doing, procedure: Procedure, state: str, why: str) -> ProcedureVersion:
    reason, row = needed("why", why), _locked(procedure)
    if row.state == state:
        raise NotPossible(_("Thủ tục đang ở tình trạng này rồi."))
    if is_unborn(row):
        raise NotPossible(_("Thủ tục mới chưa ban hành; một người khác ban hành bản nháp, hoặc bỏ bản nháp."))
    facts = _now(row).facts
    book = checked(facts | {"procedure": facts["procedure"] | {"state": state}}, key=row.key, kind=row.kind)
    return _renew(do, row, book, "province", reason)


@action("procedure.restore")
def restore(do: Doing, procedure: Procedure, *, why: str) -> ProcedureVersion:
    """Back to what the domain's file says; what the province made stays among the versions."""
    reason, row = needed("why", why), _locked(procedure)
    if row.manifest is None:
        raise NotPossible(_("Thủ tục này do tỉnh lập, không có trong tệp của lĩnh vực."))
    if _now(row).origin == "manifest":
        raise NotPossible(_("Thủ tục đang theo tệp của lĩnh vực."))
    row.differs_since = None
    return _renew(do, row, read_book(-row.pk, row.manifest), "manifest", reason)


def _renew(do: Doing, row: Procedure, book: Book, origin: str, why: str, by: str = "") -> ProcedureVersion:
    _tell(do, row, book, why=why, number=row.number + 1, drafted_by=by)
    describe(row, book.procedure)
    row.number, row.changed_at = row.number + 1, do.at
    row.save()
    return ProcedureVersion.objects.create(
        procedure=row, number=row.number, origin=origin, facts=plain(book), by=str(do.actor),
        by_name=do.actor.name if not by or by == do.actor.name else f"{by}, {do.actor.name}", why=why, from_at=do.at,
    )  # fmt: skip


def _tell(do: Doing, row: Procedure, book: Book, **facts: Any) -> None:
    do.about(row, **{name: value for name, value in facts.items() if value != ""})
    for one in changes(_now(row).book, book)[:MOST_TOLD]:
        do.event.before[one.path], do.event.after[one.path] = one.before, one.after


def _locked(procedure: Procedure) -> Procedure:
    return Procedure.objects.select_for_update().get(pk=procedure.pk)


def _now(row: Procedure) -> ProcedureVersion:
    return row.versions.get(number=row.number)


def may_publish_own(actor: Actor, draft: Draft) -> bool:
    return draft.by != str(actor) or not pack.chosen().province.two_eyes


__all__ = ["Problems", "begin", "create", "discard_draft", "may_publish_own", "publish", "reopen", "restore", "retire",
           "save_draft", "unschedule"]  # fmt: skip
