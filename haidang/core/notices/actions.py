"""Telling people. `notify` is used inside other actions and stands in their event; `read` is an action of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from haidang.core.directory.models import Office, Person
from haidang.kernel.action import Doing, Refused, action
from haidang.kernel.manifest import Words

from . import outbox, queries
from .models import Notice, Reading


@dataclass(frozen=True, slots=True)
class Role:
    """Everybody who holds a role over a place (its path); within one office when it is given."""

    key: str
    place: str
    office: Office | None = None


Recipient = Person | Office | Role


def notify(
    do: Doing,
    to: Iterable[Recipient],
    *,
    kind: str,
    title: Words,
    body: Words | None = None,
    severity: int = 0,
    link: str = "",
    place: str = "",
    is_exercise: bool = False,
) -> list[Notice]:
    """Tell each recipient once, as part of the action under way; its event names them under `notified`."""
    notices = []
    for recipient in dict.fromkeys(to):
        notice = _addressed(recipient, place)
        notice.kind, notice.severity, notice.link = kind, severity, link
        notice.title_vi, notice.title_en = title.vi, title.en
        if body:
            notice.body_vi, notice.body_en = body.vi, body.en
        notice.is_exercise, notice.created_at = is_exercise, do.at
        notice.save()
        outbox.put(notice, queries.readers(notice))
        notices.append(notice)
        do.event.facts.setdefault("notified", []).append(_name(recipient))
    return notices


def _addressed(recipient: Recipient, place: str) -> Notice:
    match recipient:
        case Person():
            return Notice(to_person=recipient, place=place)
        case Office():
            return Notice(to_office=recipient, place=place)
        case Role():
            return Notice(to_role=recipient.key, to_office=recipient.office, place=recipient.place)


def _name(recipient: Recipient) -> str:
    match recipient:
        case Person():
            return f"person:{recipient.pk}"
        case Office():
            return f"office:{recipient.code}"
        case Role():
            return f"role:{recipient.key}"


@action("notice.read")
def read(do: Doing, reader: Person, notices: Sequence[Notice]) -> int:
    """Mark notices as read by the reader, who acts; returns how many were unread. Raises Refused for those of others."""
    wanted = {one.pk for one in notices}
    own = Notice.objects.select_for_update().filter(queries.addressed_to(do.actor), pk__in=wanted)
    found = {one.pk: one for one in own}
    if len(found) < len(wanted) or str(reader.pk) != do.actor.id:
        raise Refused(_("Thông báo này gửi cho người khác."))
    known = set(Reading.objects.filter(notice__in=found, person=reader).values_list("notice", flat=True))
    fresh = [pk for pk in found if pk not in known]
    Reading.objects.bulk_create([Reading(notice_id=pk, person=reader, at=do.at) for pk in fresh])
    Notice.objects.filter(pk__in=fresh, read_at=None).update(read_at=do.at)
    do.about(reader, notices=fresh)
    return len(fresh)
