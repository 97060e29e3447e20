"""The one door to write: permission, transaction, work, one event row, bell.

    @action("alert.acknowledge")
    def acknowledge(do: Doing, alert: Alert, *, note: str = "") -> Alert:
        with do.changing(alert, "state", "note"):
            alert.state = "acknowledged"
            alert.save()
        return alert

    acknowledge(actor, alert, note="đã gọi trạm")

Callers pass the actor; the function receives a `Doing`. What authorizes and what records are ports that the
directory and the audit fill when the program starts, so that nothing here knows a table.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import override

from . import clock

P = ParamSpec("P")
R = TypeVar("R")

ActorKind = Literal["person", "key", "device", "system", "public"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a person, an API key, a device, a part of the program, or the public."""

    kind: ActorKind
    id: str
    name: str
    session: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


PUBLIC = Actor("public", "-", "Công chúng")


def system(part: str) -> Actor:
    """The program itself acting, named by its part: rules, worker, sync."""
    return Actor("system", part, part)


class Decision:
    """Whether an action is allowed, and why (or why not): words made when first asked for, in the language of that moment."""

    __slots__ = ("_why", "allowed")

    def __init__(self, allowed: bool, because: str | Callable[[], str]) -> None:
        self.allowed, self._why = allowed, because

    @property
    def because(self) -> str:
        if not isinstance(self._why, str):
            self._why = self._why()
        return self._why

    def __bool__(self) -> bool:
        return self.allowed


class Refused(Exception):
    """The actor may not do this; `because` is fit to be shown."""

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because


class Invalid(Exception):
    """The input cannot be accepted: field, value and remedy, fit to be shown."""

    def __init__(self, field: str, message: str, value: object = None) -> None:
        super().__init__(f"{field}: {message}")
        self.field, self.message, self.value = field, message, value


class NotPossible(Exception):
    """The move is not open from the present state; the reason is fit to be shown."""


@dataclass(slots=True)
class Event:
    """One row of the journal, before it has its number in the chain."""

    at: datetime
    actor: Actor
    action: str
    because: str
    subject_kind: str = ""
    subject_id: str = ""
    subject_label: str = ""
    place: str = ""
    office: str = ""
    data_class: str = "internal"
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


class Doing:
    """One action under way: who, when, why allowed, and the event it will leave."""

    def __init__(self, actor: Actor, name: str, because: str) -> None:
        self.actor, self.name, self.because = actor, name, because
        self.at = clock.now()
        self.event = Event(self.at, actor, name, because)

    def about(self, subject: Any, **facts: Any) -> None:
        """Name the subject of the event; `facts` are kept with it (values fit for JSON)."""
        event = self.event
        event.subject_kind = subject_kind(subject)
        event.subject_id = str(subject.pk)
        with override(settings.LANGUAGE_CODE):
            event.subject_label = str(subject)
        event.place = getattr(subject, "scope_place", "") or ""
        event.office = getattr(subject, "scope_office", "") or ""
        event.data_class = getattr(subject, "data_class", "") or "internal"
        if matter := getattr(subject, "scope_matter", ""):
            event.facts["matter"] = matter
        event.facts.update(facts)

    @contextmanager
    def changing(self, subject: Any, *names: str, **facts: Any) -> Iterator[None]:
        """Record the named attributes of the subject as they were before the block and are after it."""
        before = {name: getattr(subject, name) for name in names}
        yield
        self.about(subject, **facts)
        for name in names:
            now = getattr(subject, name)
            if now != before[name]:
                self.event.before[name], self.event.after[name] = before[name], now


def subject_kind(subject: Any) -> str:
    """The word that names the kind of a subject in events, permissions and the live stream."""
    named: str | None = getattr(subject, "kind_name", None)
    return named or type(subject).__name__.lower()


Authorize = Callable[[Actor, str, Any], Decision]
Visible = Callable[[Actor, type[Model]], Q]
"""The rows of a model that an actor may see."""
Record = Callable[[list[Event]], None]
"""Appends to the chained journal and rings the bell, as the last step of the open transaction."""


def _no_authority(actor: Actor, action: str, subject: Any) -> Decision:
    raise RuntimeError("no directory is plugged in: the program has not been set up")


def _no_view(actor: Actor, model: type[Model]) -> Q:
    raise RuntimeError("no directory is plugged in: the program has not been set up")


def _no_journal(events: list[Event]) -> None:
    raise RuntimeError("no journal is plugged in: the program has not been set up")


@dataclass(slots=True)
class Ports:
    """What the directory and the audit plug in at start."""

    authorize: Authorize = _no_authority
    visible: Visible = _no_view
    record: Record = _no_journal
    barriers: list[Callable[[Actor, str], None]] = field(default_factory=list)
    """Asked before a permitted action begins; they raise what keeps its actor from it."""
    heard: list[Callable[[list[Event]], None]] = field(default_factory=list)
    """Told of the events of a transaction shortly before they are recorded, still within it."""


ports = Ports()
actions: dict[str, Callable[..., Any]] = {}
_open: ContextVar[list[Event] | None] = ContextVar("open_events", default=None)
_whole: ContextVar[bool] = ContextVar("whole", default=False)


def action(
    name: str, *, on: str = ""
) -> Callable[[Callable[Concatenate[Doing, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Make a function the only way to bring about one kind of change.

    `on` names the keyword argument that permission is asked about; without it, the first argument is.
    An action that calls another joins its transaction; each leaves its own event, in the order they began.
    Raises Refused when the actor may not.
    """

    def wrap(work: Callable[Concatenate[Doing, P], R]) -> Callable[Concatenate[Actor, P], R]:
        @wraps(work)
        def act(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            subject = kwargs.get(on) if on else (args[0] if args else None)
            with override(settings.LANGUAGE_CODE):  # the journal speaks one language,
                decision = ports.authorize(actor, name, subject)
            if not decision:  # a refusal the language of who is refused
                raise Refused(ports.authorize(actor, name, subject).because)
            for bar in ports.barriers:
                bar(actor, name)
            doing = Doing(actor, name, decision.because)
            with _one_transaction() as events:
                events.append(doing.event)
                return work(doing, *args, **kwargs)

        actions[name] = act
        return act

    return wrap


@contextmanager
def _one_transaction() -> Iterator[list[Event]]:
    joined = _open.get()
    if joined is not None:
        mark = len(joined)
        try:
            with transaction.atomic(savepoint=not _whole.get()):
                yield joined
        except BaseException:
            del joined[mark:]
            raise
        return
    events: list[Event] = []
    token = _open.set(events)
    try:
        with transaction.atomic():
            yield events
            for hear in ports.heard:
                hear(events)
            ports.record(events)
    finally:
        _open.reset(token)


@contextmanager
def together(*, whole: bool = False) -> Iterator[None]:
    """Several actions in one transaction: all of them happen or none does.

    `whole`: the block never goes on after an action of it has failed, which spares two statements an action.
    """
    token = _whole.set(whole)
    try:
        with _one_transaction():
            yield
    finally:
        _whole.reset(token)


class _TakenBack(Exception):
    """Leaves no trace of what was done."""


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done within is permitted, checked and refused as ever, and then undone: nothing is kept, told or journalled."""
    with suppress(_TakenBack), _one_transaction():
        yield
        raise _TakenBack
