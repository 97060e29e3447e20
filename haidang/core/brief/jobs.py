"""The brief of each morning, and its mails."""

from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.kernel.jobs import job

from . import mail
from .actions import compose, send
from .models import Brief, Sending

WHO = system("brief")


@job(cron="30 23 * * *", retries=3)
def each_morning() -> None:
    """At 6:30 in Việt Nam. Tried again it does not compose twice, nor send twice."""
    composed = Brief.objects.filter(day=clock.today(), is_asked=False).order_by("-number").first()
    send(WHO, composed or compose(WHO))


@job(retries=5)
def deliver(sending: int) -> None:
    """Hand one mail to the server. Raises what the server raises, so that it is tried again."""
    row = Sending.objects.select_related("brief", "person").get(pk=sending)
    if row.state == "sent":
        return
    try:
        mail.post(row.brief, row.person, row.language)
    except Exception as error:
        row.state, row.why, row.at = "failed", f"{type(error).__name__}: {error}"[:300], clock.now()
        row.save(update_fields=["state", "why", "at"])
        raise
    row.state, row.why, row.at = "sent", "", clock.now()
    row.save(update_fields=["state", "why", "at"])
