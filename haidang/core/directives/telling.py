"""Whom a directive concerns, and telling them."""

from collections.abc import Iterable

from haidang.core.directory.models import Person
from haidang.core.notices.actions import Recipient, notify
from haidang.kernel.action import Doing
from haidang.kernel.manifest import Words

from .models import Directive

ORDERED = 3
"""The severity of notices that ask for work: they go out by mail too, nobody is called."""


def giving_side(directive: Directive) -> list[Recipient | None]:
    return [directive.giver, directive.prepared_by]


def doing_side(directive: Directive) -> list[Recipient | None]:
    return [directive.lead_office, directive.leader]


def everybody(directive: Directive) -> list[Recipient | None]:
    return [*giving_side(directive), *doing_side(directive), *directive.beside.all()]


def tell(
    do: Doing, directive: Directive, to: Iterable[Recipient | None], title: Words, body: Words | None = None, *,
    severity: int = 0,
) -> None:  # fmt: skip
    """A notice about it to everybody named but the one who acts."""
    whom = [one for one in to if one is not None and not (isinstance(one, Person) and str(one.pk) == do.actor.id)]
    notify(
        do, whom, kind=do.name, title=title, body=body, severity=severity, link=directive.link,
        place=directive.scope_place,
    )  # fmt: skip
