"""What notices do by the clock: ask what became of messages, warn of accounts that are about to be closed."""

import logging
import smtplib
from datetime import timedelta

import httpx
from django.utils.translation import gettext_noop

from haidang.core.directory import limits
from haidang.core.directory.signing_in.idle import Idle, idle_people
from haidang.core.directory.signing_in.sessions import Session
from haidang.kernel import clock
from haidang.kernel.action import Doing, action, system
from haidang.kernel.bilingual import both
from haidang.kernel.jobs import job
from haidang.provinces.pack import chosen

from . import lines, outbox, returns
from .actions import notify
from .channels import channels
from .models import Message

ASKED_FOR = timedelta(hours=24)
AT_ONCE = 50
ABOUT_TO_CLOSE = gettext_noop(
    "Tài khoản %(account)s sẽ đóng ngày %(day)s vì không đăng nhập: đăng nhập một lần để giữ."
)
WHO = system("idle accounts")
log = logging.getLogger(__name__)


@job(cron="* * * * *")
def ask_what_became() -> None:
    """Of messages that a gateway or a modem took within a day and gave a receipt for."""
    for channel in channels():
        line = lines.line_of(channel)
        if line is None or not lines.can_ask(line):
            continue
        since = clock.now() - ASKED_FOR
        rows = list(
            Message.objects.filter(channel=channel, state="sent", sent_at__gte=since).exclude(receipt="")[:AT_ONCE]
        )
        if not rows:
            continue
        try:
            found = lines.ask(line, [row.receipt for row in rows])
        except (OSError, httpx.HTTPError, smtplib.SMTPException, ValueError) as error:
            log.warning("%s does not say what became of messages: %s", channel, type(error).__name__)
            continue
        for row in rows:
            if outcome := found.get(row.receipt):
                outbox.told(row, outcome.state, outcome.why)


@job(cron="* * * * *")
def read_what_came_back() -> None:
    """Letters that could not be delivered, where a mailbox for them was set up."""
    returns.look()


@job(cron="15 7 * * *")
def warn_of_idle_accounts() -> None:
    """Tell the owners of accounts that nobody used, once, some days before they are closed. A demo keeps its accounts."""
    if chosen().province.is_fictional:
        return
    for one in idle_people(limits.required("idle_warning")):
        if one.person.warned_at is None:
            _warn(WHO, Session(one.person), one)


@action("session.warn")
def _warn(do: Doing, session: Session, idle: Idle) -> None:
    facts = {"account": idle.person.account, "day": f"{idle.closes_on:%d/%m/%Y}"}
    do.about(session, closes_on=idle.closes_on)
    notify(do, [idle.person], kind="account.idle", title=both(ABOUT_TO_CLOSE, **facts), severity=3, link="/account/")
    type(idle.person).objects.filter(pk=idle.person.pk).update(warned_at=do.at)
