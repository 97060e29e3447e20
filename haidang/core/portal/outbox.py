"""What waits to be said to the portal: kept with the change it tells of, sent in order for each dossier until it arrives.

One message of a service waits for a dossier at a time: what it says is made when it is sent, so that it tells all that has
happened since. A dossier has one message on its way; what is on its way when the worker dies is taken up after two minutes.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from haidang.core.cases.models import Case
from haidang.core.payments.models import Bill
from haidang.kernel import clock
from haidang.kernel.action import Event, system
from haidang.kernel.jobs import job, later

from . import line
from .client import Failed
from .models import Copy, Message

WHO = system("portal")
DOSSIER, PROGRESS = "DongBoHoSoMC", "CapNhatTienDoHoSoMC"
BACK_OFF = tuple(clock.duration(text) for text in ("30s", "2m", "10m", "30m", "1h", "3h", "6h"))
LEFT_BEHIND_FOR = timedelta(minutes=2)
AT_ONCE = 200
TOLD_OF = frozenset({"state", "office", "officer", "due_at", "title"})
"""Changes of a case that the portal is told of."""


def hear(events: list[Event]) -> None:
    """Told of the events of a transaction, within it."""
    cases = {pk for one in events for pk in _cases_of(one)}
    if not cases:
        return
    way = line.current()
    if way is None:
        return
    rows = Case.objects.filter(pk__in=cases, kind="dossier", is_exercise=False, parent=None)
    for case in rows.select_related("version", "procedure"):
        put(case, way)


def _cases_of(event: Event) -> Iterable[int]:
    """The cases of which the event says something that the portal is told."""
    if event.subject_kind == "case" and (
        TOLD_OF & event.after.keys() or event.action in ("case.attach", "case.respond")
    ):
        return [int(event.subject_id)]
    if event.subject_kind == "bill":
        return Bill.objects.filter(pk=event.subject_id).values_list("case_id", flat=True)
    if event.subject_kind == "incoming":
        return Bill.objects.filter(incomings__pk=int(event.subject_id)).values_list("case_id", flat=True)
    return []


def is_told(case: Case, way: line.Line) -> bool:
    """Only what has a number in the national catalogue, and has come as far as the line asks for."""
    if not case.procedure.code:
        return False
    if Copy.objects.filter(case=case).exists():
        return True
    code = case.flow.state(case.state).code
    return code.isdigit() and (int(code) >= int(way.setting("send_from", "2")))


def put(case: Case, way: line.Line) -> None:
    """Have the dossier and its progress told, soon."""
    if not is_told(case, way):
        return
    now = clock.now()
    fresh = [Message(case=case, service=service, next_at=now, created_at=now) for service in (DOSSIER, PROGRESS)]
    Message.objects.bulk_create(fresh, ignore_conflicts=True)
    later(send_due)


@job(cron="* * * * *")
def send_due() -> None:
    """Everything that may be sent now, oldest first."""
    if line.current() is None:
        return
    take_up_what_was_left(clock.now())
    for _turn in range(AT_ONCE):
        claimed = _claimed(clock.now())
        if claimed is None:
            return
        _try(claimed)


def take_up_what_was_left(now: datetime) -> None:
    """Messages whose worker died while they were on their way."""
    for left in Message.objects.filter(state="sending", tried_at__lt=now - LEFT_BEHIND_FOR):
        _wait_again(left, now)


def _claimed(now: datetime) -> Message | None:
    """The next message that may go, marked as on its way: nothing older of its dossier may be left, nothing of it on its way."""
    before = Message.objects.filter(case=OuterRef("case"), state__in=["waiting", "sending"], pk__lt=OuterRef("pk"))
    busy = Message.objects.filter(case=OuterRef("case"), state="sending")
    rows = Message.objects.select_for_update(of=("self",), skip_locked=True)
    try:
        with transaction.atomic():
            found = (
                rows.filter(~Exists(before), ~Exists(busy), state="waiting", next_at__lte=now).order_by("pk").first()
            )
            if found is None:
                return None
            found.state, found.tried_at, found.attempts = "sending", now, found.attempts + 1
            found.save(update_fields=["state", "tried_at", "attempts"])
    except IntegrityError:  # another worker took one of the same dossier in the same moment
        return None
    return found


def _try(message: Message) -> None:
    from . import actions  # actions send by this module too

    try:
        actions.send(WHO, message)
    except Failed as failure:
        _failed(message, failure)


def _failed(message: Message, failure: Failed) -> None:
    now = clock.now()
    message.answer = failure.said
    if failure.kind == "refused":
        message.state, message.ended_at = "refused", now
        message.save(update_fields=["state", "ended_at", "answer", "body"])
    else:
        _wait_again(message, now + BACK_OFF[min(message.attempts, len(BACK_OFF)) - 1])


def _wait_again(message: Message, at: datetime) -> None:
    """Back into the queue; where a newer one of its kind waits already, that one tells it all."""
    message.next_at = at
    try:
        with transaction.atomic():
            message.state = "waiting"
            message.save(update_fields=["state", "next_at", "answer"])
    except IntegrityError:
        message.state, message.ended_at = "dropped", clock.now()
        message.save(update_fields=["state", "ended_at", "answer"])
