"""Who sees a case: everybody, or whoever looks at its people; and the lists kept under a name."""

from collections.abc import Sequence

from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import (
    log,
    papers,
)
from haidang.core.cases.models import Case, Party, SavedView
from haidang.core.cases.under_way import changing
from haidang.core.directory.models import Person
from haidang.kernel.action import Actor, Doing, action
from haidang.kernel.bilingual import after, both
from haidang.kernel.given import needed


@action("case.publish")
def publish(do: Doing, case: Case, *, title: str = "", papers_shown: Sequence[int] = ()) -> Case:
    """Let everybody see it: its title, place, state and answer, and the chosen papers in their public copies."""
    with changing(do, case) as case:
        papers.show_only(do, case, papers_shown)
        case.title = title.strip() or case.title
        case.published_at, case.data_class = case.published_at or do.at, "public"
        log.write(do, case, "action", both(msgid("Công khai")), for_citizen=True)
    return case


@action("case.unpublish")
def unpublish(do: Doing, case: Case, *, reason: str) -> Case:
    with changing(do, case) as case:
        papers.show_only(do, case, ())
        case.published_at, case.data_class = None, "internal"
        log.write(do, case, "action", both(msgid("Thôi công khai%(reason)s"), reason=after(needed("reason", reason))))
    return case


def look(actor: Actor, case: Case, *, why: str) -> list[Party]:
    """Who is in a case. The look is journalled with its reason. Raises Refused, Invalid."""
    _look(actor, case, why=needed("why", why))
    return list(case.parties.select_related("person").order_by("pk"))


@action("case.look")
def _look(do: Doing, case: Case, *, why: str) -> None:
    do.about(case, why=why)


@action("view.save")
def save_view(do: Doing, person: Person, room: str, name: str, query: str) -> SavedView:
    """Keep a list under a name; the same name is written over."""
    view, _is_new = SavedView.objects.update_or_create(
        person=person, room=room, name=needed("name", name), defaults={"query": query[:500], "created_at": do.at}
    )
    do.about(view)
    return view
