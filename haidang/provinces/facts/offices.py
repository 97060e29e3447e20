"""Offices, those that stand in each unit, and their codes."""

from typing import Annotated

from msgspec import Meta

from haidang.kernel.manifest import Key, Words

from .base import Code, Dated, Facts, Mark, OfficeKind, PlaceKind, Text


class Office(Dated, frozen=True, kw_only=True):
    """An agency, committee, utility or centre. `fields` are the domains it answers for (environment, utilities ...)."""

    code: Code
    name: Words
    kind: OfficeKind
    parent: Code | None = None
    place: Code
    fields: list[Key] = []
    successors: list[Code] = []
    source: Text
    trust: Mark


class OfficeInEach(Dated, frozen=True, kw_only=True):
    """An office that every place of some kinds has, for as long as both periods last.

    `{place}` stands for the place's code, `{parent}` for its parent's, `{name}` for its name (Vietnamese with a small
    first letter, as in "UBND phường Vũng Tàu"). Successors are the same office of the place's successors.
    """

    kinds: Annotated[list[PlaceKind], Meta(min_length=1)]
    code: Text
    name: Words
    kind: OfficeKind
    parent: str | None = None
    fields: list[Key] = []
    source: Text
    trust: Mark


class AgencyCodes(Dated, frozen=True, kw_only=True):
    """Codes of offices in dossiers and documents (QĐ 20/2020/QĐ-TTg, amended by QĐ 09/2025/QĐ-TTg; H99.101 is a commune of
    province H99), with where they come from and when they hold. An office without one goes by that of the office above it."""

    codes: dict[Code, str]
    source: Text
    trust: Mark


class OfficesFile(Facts, frozen=True, kw_only=True):
    offices: list[Office] = []
    in_each: list[OfficeInEach] = []
    agency: list[AgencyCodes] = []
