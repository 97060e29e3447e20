"""From `offices.toml` to every office: those written one by one, and those that each place has."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from haidang.kernel.ids import is_code
from haidang.kernel.manifest import Words
from haidang.kernel.strict import ManifestError

from .facts import Office, OfficeInEach, OfficesFile, Place


def every_office(file: OfficesFile, places: list[Place], path: Path) -> list[Office]:
    """Raises ManifestError when a pattern uses a word it may not or makes something that is no code."""
    offices = list(file.offices)
    for at, pattern in enumerate(file.in_each):
        offices += _spread(pattern, places, path, f"in_each[{at}]")
    return _with_known_successors(offices, len(file.offices))


def _spread(pattern: OfficeInEach, places: list[Place], path: Path, where: str) -> Iterator[Office]:
    for place in places:
        starts, ends = later(pattern.valid_from, place.valid_from), earlier(pattern.valid_to, place.valid_to)
        if place.kind not in pattern.kinds or (starts and ends and starts >= ends):
            continue
        yield Office(
            code=_code(pattern.code, place, path, f"{where}.code"),
            name=Words(
                vi=_filled(
                    pattern.name.vi, place, place.name.vi[0].lower() + place.name.vi[1:], path, f"{where}.name.vi"
                ),
                en=_filled(pattern.name.en, place, place.name.en, path, f"{where}.name.en"),
            ),
            kind=pattern.kind,
            parent=_parent(pattern, place, path, f"{where}.parent"),
            place=place.code,
            fields=pattern.fields,
            valid_from=starts,
            valid_to=ends,
            successors=[pattern.code.format(place=code, parent="", name="") for code in place.successors],
            source=pattern.source,
            trust=pattern.trust,
        )


def _with_known_successors(offices: list[Office], written: int) -> list[Office]:
    """Not every successor of a place has the office: only those that exist are named. Written offices stay as they are,
    so that a wrong name there is still an error."""
    known = {office.code for office in offices}
    return offices[:written] + [_keeping(office, known) for office in offices[written:]]


def _keeping(office: Office, known: set[str]) -> Office:
    successors = [code for code in office.successors if code in known] if office.valid_to else []
    return replace(office, successors=successors)


def _parent(pattern: OfficeInEach, place: Place, path: Path, where: str) -> str | None:
    if pattern.parent is None or ("{parent}" in pattern.parent and place.parent is None):
        return None
    return _code(pattern.parent, place, path, where)


def _code(text: str, place: Place, path: Path, where: str) -> str:
    code = _filled(text, place, place.name.vi, path, where)
    if not is_code(code):
        raise ManifestError(path, where, code, "a code is 1 to 40 of the signs A-Z a-z 0-9 . _ -")
    return code


def _filled(text: str, place: Place, name: str, path: Path, where: str) -> str:
    try:
        return text.format(place=place.code, parent=place.parent or "", name=name)
    except (KeyError, IndexError, ValueError, AttributeError):
        raise ManifestError(path, where, text, "only {place}, {parent} and {name} may stand in braces") from None


def later(one: date | None, other: date | None) -> date | None:
    """The later start, None meaning since always."""
    return max((day for day in (one, other) if day is not None), default=None)


def earlier(one: date | None, other: date | None) -> date | None:
    """The earlier end, None meaning open."""
    return min((day for day in (one, other) if day is not None), default=None)
