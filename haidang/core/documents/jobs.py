"""Setting documents, and asking signing services how far they are."""

import logging
from datetime import timedelta

from django.db.models import Q

from haidang.kernel import clock
from haidang.kernel.jobs import job

from .crafts import workshop
from .models import Document, Signing

log = logging.getLogger(__name__)
FORGOTTEN = timedelta(minutes=5)


@job(retries=5)
def compose(document: int) -> None:
    from .actions import compose as work

    row = Document.objects.filter(pk=document).first()
    if row is not None:
        work(row)


@job(cron="*/5 * * * *")
def compose_forgotten() -> None:
    """Documents whose setting fell over are set by now, or tell why in the log of the program."""
    for row in Document.objects.filter(
        ~Q(returned__gt=""), state="draft", file=None, drafted_at__lt=clock.now() - FORGOTTEN
    )[:50]:
        try:
            compose(row.pk)
        except workshop.Broke:
            log.exception("could not set %s", row.code)


@job(cron="* * * * *")
def watch_signings() -> None:
    """Ask once a minute for what nobody is looking at, and end what has run out."""
    for row in Signing.objects.filter(state="waiting").order_by("pk")[:200]:
        ask_for(row.pk)


@job(retries=3)
def ask_for(signing: int) -> None:
    from .signing import poll

    row = Signing.objects.filter(pk=signing, state="waiting").first()
    if row is not None:
        poll(row)
