"""One question to one register: the consent is journalled, then it is asked; what it says is shown and forgotten.

Something found and nothing found take the same time and leave the same trace, so that nobody learns from either who is
in a register.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx
from django.utils.translation import gettext as _

from haidang.kernel import outgoing
from haidang.kernel.action import Actor, Doing, Invalid, action
from haidang.kernel.bilingual import shown
from haidang.provinces.connectors import secret_of
from haidang.provinces.facts import Connector

from . import facts
from .facts import Register

LEAST_S = 0.8
"""An answer takes at least this long, whatever it is."""
PATIENCE = httpx.Timeout(4.0, connect=2.0)
LONGEST_ANSWER = 20_000


class Unreachable(Exception):
    """The register does not answer, or not in a way that can be read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """(label, what the register says); empty when it knows nobody by what was typed."""

    rows: list[tuple[str, str]] = field(default_factory=list)


def ask(
    actor: Actor,
    register: Register,
    connector: Connector,
    given: Mapping[str, str],
    *,
    consent: int,
    wait: Callable[[float], None] = time.sleep,
) -> Answer:
    """Raises Invalid for a field or a consent that is not the present one, Unreachable."""
    asked = {one.key: _read(one, given.get(one.key, "")) for one in register.fields}
    if consent != facts.consent().version:
        raise Invalid("consent", _("Đánh dấu đồng ý thì mới hỏi được."), consent)
    _note(actor, register, consent=consent, body=connector.name.vi)
    began = time.monotonic()
    try:
        return _answer(register, _posted(connector, asked))
    finally:
        wait(max(0.0, LEAST_S - (time.monotonic() - began)))


@action("lookup.ask")
def _note(do: Doing, register: Register, *, consent: int, body: str) -> None:
    """Who asked which register under which consent; never what was typed or answered."""
    do.about(register, consent=consent, body=body)


def _read(one: facts.Field, text: str) -> str:
    try:
        return facts.read(one, text)
    except Invalid as error:
        like = _(" Ví dụ: %(example)s.") % {"example": error.message} if error.message else ""
        raise Invalid(one.key, _("Xem lại “%(field)s”.") % {"field": shown(one.name)} + like, text) from None


def _posted(connector: Connector, asked: Mapping[str, str]) -> object:
    """The register's answer as data, None when it knows nothing. Raises Unreachable."""
    headers = {"Authorization": f"Bearer {secret_of(connector)}"} if connector.secret else {}
    try:
        with outgoing.client(PATIENCE) as line:
            got = line.post(connector.address, json=dict(asked), headers=headers)
        if got.status_code == httpx.codes.NOT_FOUND:
            return None
        got.raise_for_status()
        if len(got.content) > LONGEST_ANSWER:
            raise Unreachable("the answer is too long")
        return got.json()
    except (httpx.HTTPError, ValueError) as error:
        raise Unreachable(str(error)) from error


def _answer(register: Register, said: object) -> Answer:
    """Only what the register's labels name is shown, one value each."""
    if said is None:
        return Answer()
    if not isinstance(said, dict):
        raise Unreachable("not an object")
    rows = [(shown(one.name), said.get(one.key)) for one in register.results]
    return Answer([(label, str(value)[:300]) for label, value in rows if isinstance(value, str | int | float)])
