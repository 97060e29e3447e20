"""What the page of a person shows. Telephone and mail are not among it: see personal.py."""

from typing import Any

from haidang.core.audit.actions import PersonalData
from haidang.core.audit.queries import history, who_looked_at
from haidang.core.directory import queries
from haidang.core.directory.models import Person
from haidang.core.directory.permissions import decide
from haidang.core.directory.signing_in import idle, outside, sessions
from haidang.core.directory.signing_in.sessions import Session
from haidang.kernel import clock
from haidang.kernel.action import Actor

from . import forms


def facts_of(actor: Actor, person: Person, **more: Any) -> dict[str, Any]:
    today = clock.today()
    every = list(queries.duties(actor, person=person))
    in_force = [
        one
        for one in every
        if one.revoked_at is None and one.valid_from <= today and (one.valid_to is None or one.valid_to > today)
    ]
    may_see_sessions = bool(decide(actor, "session.end", Session(person)))
    return {
        "person": person,
        "is_self": actor.id == str(person.pk) and actor.kind == "person",
        "duties": [(one, decide(actor, "duty.revoke", one)) for one in in_force],
        "ahead": [one for one in every if one.revoked_at is None and one.valid_from > today],
        "past": [one for one in every if one not in in_force and (one.revoked_at or one.valid_from <= today)],
        "seats": queries.seats_of(person),
        "sessions": sessions.open_sessions(person) if may_see_sessions else None,
        "has_factor": sessions.has_factor(person),
        "lacks_factor": sessions.needs_factor(person) and not sessions.has_factor(person),
        "closes_on": idle.closes_on(person),
        "outside": outside.linked(person) if may_see_sessions else [],
        "looks": who_looked_at(actor, person, 20),
        "events": history(actor, person, 12),
        "look": forms.Look(),
        "is_locked": person.locked_until is not None and person.locked_until > clock.now(),
        "may_look": decide(actor, "person.look", PersonalData(person)),
        "may_change": decide(actor, "person.change", person),
        "may_unlock": decide(actor, "person.unlock", person),
        "may_give": decide(actor, "duty.give"),
    } | more
