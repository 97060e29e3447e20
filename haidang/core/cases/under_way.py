"""What every action on a case shares: the locked row, its checks, and whom to tell."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from haidang.core.directory.models import Person
from haidang.core.directory.queries import decide
from haidang.core.notices.actions import Recipient, notify
from haidang.kernel.action import Doing, NotPossible, Refused
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Words
from haidang.kernel.text import folded

from .models import LONG, Case

WATCHED = (
    "code", "kind", "state", "grade", "title", "place", "office", "officer", "due_at", "original_due_at", "paused_at",
    "overdue_at", "ended_at", "on_time", "published_at", "rating", "reopened", "parent", "merged_into", "supporters",
)  # fmt: skip


@contextmanager
def changing(do: Doing, case: Case) -> Iterator[Case]:
    """The case, locked and fresh; saved at the end, with what changed of it in the event."""
    rows = Case.objects.select_for_update(of=("self",))
    fresh = rows.select_related("place", "office", "officer", "version", "procedure").defer(*LONG).get(pk=case.pk)
    with do.changing(fresh, *WATCHED):
        yield fresh
        fresh.save()


def must_be_open(case: Case) -> None:
    """Raises NotPossible with what to do instead."""
    if case.merged_into_id:
        raise NotPossible(_("%(code)s đã gộp vào hồ sơ khác; làm tiếp ở đó.") % {"code": case.code})
    if not case.is_open:
        raise NotPossible(_("%(code)s đã kết thúc.") % {"code": case.code})


def must_be_in(case: Case, seen_state: str) -> None:
    """Two officers at once: the second is told. `seen_state` is the state the actor was looking at, "" to not ask."""
    if seen_state and seen_state != case.state:
        raise NotPossible(
            _("Người khác vừa chuyển %(code)s sang “%(state)s”; xem lại rồi làm tiếp.")
            % {"code": case.code, "state": shown_state(case)}
        )


def mark_of(case: Case) -> str:
    """Where a case stands and with whom, as somebody sees it in a list before they act."""
    return f"{case.state}~{case.office_id}~{case.officer_id or ''}"


def must_be_as_seen(case: Case, mark: str) -> None:
    """Two officers at once: the second is told who was first. "" does not ask."""
    if not mark or mark == mark_of(case):
        return
    must_be_in(case, mark.partition("~")[0])
    if mark.split("~")[1:2] != [str(case.office_id)]:
        raise NotPossible(
            _("Người khác vừa chuyển %(code)s sang %(office)s.") % {"code": case.code, "office": case.office}
        )
    holder = case.officer.full_name if case.officer else _("chưa ai")
    raise NotPossible(_("Người khác vừa giao lại %(code)s: giờ là %(holder)s.") % {"code": case.code, "holder": holder})


def shown_state(case: Case) -> str:
    return shown(case.flow.state(case.state).name)


def must_have_right(do: Doing, right: str, case: Case) -> None:
    """Raises Refused with the reason when the move takes a right the actor has not."""
    if right and do.actor.kind != "system":
        decision = decide(do.actor, right, case)
        if not decision:
            raise Refused(decision.because)


def searchable(case: Case) -> str:
    return folded(f"{case.code} {case.title} {case.text} {case.address} {case.place.name_vi}")


def tell(do: Doing, case: Case, to: Iterable[Recipient | None], title: Words, body: Words | None = None) -> None:
    """A notice about the case to everybody named but the one who acts."""
    others = [one for one in to if one is not None and not (isinstance(one, Person) and str(one.pk) == do.actor.id)]
    notify(
        do, others, kind=do.name, title=title, body=body, severity=0, link=case.link, place=case.place.path,
        is_exercise=case.is_exercise,
    )  # fmt: skip
