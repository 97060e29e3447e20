"""When and from where somebody signed in, or somebody tried to in their name: what the journal says of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from haidang.core.audit.models import Event
from haidang.core.directory.models import Person
from haidang.core.directory.permissions import decide
from haidang.kernel.action import Actor, Refused

from .sessions import Session

ACTIONS = (
    "session.begin",
    "session.fail",
    "session.end",
    "session.link",
    "session.unlink",
    "factor.change",
    "person.unlock",
)
AT_ONCE = 50
LOOKS_BACK = 500
"""Sign-ins before a row that are compared with it."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """One event. `is_new`: nobody has entered this account from there, or with such a device, for as long as is looked back."""

    seq: int
    at: datetime
    action: str
    actor: str
    ip: str
    device: str
    methods: Sequence[str] = field(default_factory=tuple)
    what: str = ""
    is_new_place: bool = False
    is_new_device: bool = False


def signins(
    actor: Actor, person: Person, *, before: int | None = None, limit: int = AT_ONCE
) -> tuple[list[SignIn], int | None]:
    """Newest first, and what gets the next ones (None: nothing older). One's own, or of those whose sessions one may end.

    Raises Refused.
    """
    if actor.id != str(person.pk) or actor.kind not in ("person", "device"):
        decision = decide(actor, "session.end", Session(person))
        if not decision:
            raise Refused(decision.because)
    rows = Event.objects.filter(subject_kind__in=("session", "person"), subject_id=str(person.pk), action__in=ACTIONS)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: limit + LOOKS_BACK])
    shown = [_told(one, found[at + 1 :]) for at, one in enumerate(found[:limit])]
    return shown, found[limit - 1].seq if len(found) > limit else None


def _told(event: Event, earlier: Sequence[Event]) -> SignIn:
    facts = event.facts
    entered = [one.facts for one in earlier if one.action == "session.begin"]
    is_entry = event.action == "session.begin" and bool(entered)
    ip, device = str(facts.get("ip", "")), str(facts.get("device", ""))
    return SignIn(
        event.seq, event.at, event.action, event.actor_name, ip, device, tuple(facts.get("methods", ())),
        str(facts.get("what", "") or facts.get("factor", "") or facts.get("issuer", "")),
        is_entry and all(one.get("ip") != ip for one in entered),
        is_entry and bool(device) and all(one.get("device") != device for one in entered),
    )  # fmt: skip
