"""What happens at the sign-in page, in the journal: signed in, failed, locked, signed out, second factor changed."""

from haidang.core.directory import limits
from haidang.core.directory.models import Person
from haidang.kernel.action import Doing, action

from . import passwords
from .sessions import Session

LONGEST_DEVICE = 200


@action("session.begin")
def begin(do: Doing, session: Session, *, ip: str, methods: list[str], device: str = "") -> None:
    """Somebody has signed in; what failed before, and that their account was about to be closed, is forgotten."""
    Person.objects.filter(pk=session.pk).update(failures=0, locked_until=None, warned_at=None)
    do.about(session, ip=ip, methods=methods, **({"device": device[:LONGEST_DEVICE]} if device else {}))


@action("session.end")
def end(do: Doing, session: Session) -> None:
    """Somebody has signed out by themselves."""
    do.about(session)


@action("session.fail")
def fail(do: Doing, account: str, *, ip: str, what: str) -> None:
    """A wrong password or code. Five in a row (limits.toml) lock the account, as long as allauth holds back one that does
    not exist (ACCOUNT_RATE_LIMITS): the page tells nobody which accounts exist.

    What was typed as an account that does not exist is not kept: it is often a password.
    """
    person = Person.objects.select_for_update().filter(account__iexact=account).first()
    if person is None:
        do.event.subject_kind = Session.kind_name
        do.event.facts.update(ip=ip, what=what, account="unknown")
        return
    if person.locked_until is not None and person.locked_until <= do.at:
        person.failures, person.locked_until = 0, None
    person.failures += 1
    if person.failures >= (limits.number("failures") or 0) and person.locked_until is None:
        person.locked_until = do.at + limits.required("locked")
    person.save(update_fields=["failures", "locked_until"])
    do.about(Session(person), ip=ip, what=what, failures=person.failures, locked_until=person.locked_until)


@action("factor.change")
def change_factor(do: Doing, session: Session, *, factor: str, change: str) -> None:
    """A second factor was added, removed or made anew."""
    do.about(session, factor=factor, change=change)


@action("profile.change")
def change_password(do: Doing, session: Session) -> None:
    """Somebody has chosen a new password."""
    passwords.keep(session.person)
    do.about(session, password="changed")  # noqa: S106 - a word for the journal
