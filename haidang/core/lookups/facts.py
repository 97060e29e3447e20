"""The registers that may be asked, as `registers.toml` says: fields, labels of the answer, consent with its version."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from haidang.kernel.action import Invalid
from haidang.kernel.facts import Facts, Key, Trust, Words
from haidang.kernel.strict import ManifestError, load
from haidang.provinces import connectors
from haidang.provinces.facts import Connector

FILE = Path(__file__).parent / "registers.toml"
KIND = "lookup"


class Choice(Facts, frozen=True, kw_only=True):
    key: Key
    name: Words


class Field(Facts, frozen=True, kw_only=True):
    """One thing that is asked for; `pattern` is matched against capitals without spaces at the ends."""

    key: Key
    name: Words
    type: Literal["text", "date", "choice"] = "text"
    pattern: str = ""
    example: str = ""
    choices: list[Choice] = []


class Label(Facts, frozen=True, kw_only=True):
    key: Key
    name: Words


class Consent(Facts, frozen=True, kw_only=True):
    """What one agrees to; {body} is who is asked."""

    version: Annotated[int, Meta(ge=1)]
    text: Words
    source: str
    trust: Trust


class Register(Facts, frozen=True, kw_only=True):
    """One register of another body. It answers with one result or nothing, never with a list."""

    key: Key
    name: Words
    about: Words
    icon: str
    body: Words
    fields: Annotated[list[Field], Meta(min_length=2)]
    results: Annotated[list[Label], Meta(min_length=1)]
    trust: Trust

    kind_name = "register"
    data_class = "public"

    @property
    def pk(self) -> str:
        return self.key

    def __str__(self) -> str:
        return self.name.vi


class Registers(Facts, frozen=True, kw_only=True):
    registers: list[Register]
    consent: Consent


@cache
def registers() -> Registers:
    """Raises ManifestError."""
    found = load(FILE, Registers)
    for at, one in enumerate(found.registers):
        for number, field in enumerate(one.fields):
            try:
                re.compile(field.pattern)
            except re.error as error:
                raise ManifestError(
                    FILE, f"registers[{at}].fields[{number}].pattern", field.pattern, str(error)
                ) from None
    return found


def consent() -> Consent:
    return registers().consent


def offered() -> list[tuple[Register, Connector]]:
    """The registers this province is connected with, in the order of the file."""
    lines = {one.key: one for one in connectors.every(KIND)}
    return [(one, lines[one.key]) for one in registers().registers if one.key in lines]


def by_key(key: str) -> tuple[Register, Connector] | None:
    return next((pair for pair in offered() if pair[0].key == key), None)


def read(field: Field, text: str) -> str:
    """What was typed, as registers want it. Raises Invalid of the field with an example."""
    given = " ".join(text.split())
    if field.type == "date":
        try:
            return date.fromisoformat(given).isoformat()
        except ValueError:
            raise Invalid(field.key, "", text) from None
    if field.type == "choice":
        if given not in {one.key for one in field.choices}:
            raise Invalid(field.key, "", text)
        return given
    if not re.match(field.pattern, given.upper()):
        raise Invalid(field.key, field.example, text)
    return given.upper()
