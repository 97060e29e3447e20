"""Facts read strictly: an unknown key or a wrong value is an error that names file, path, value and remedy."""

import difflib
import re
import threading
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_one_at_a_time = threading.RLock()  # msgspec crashes when two threads first meet the same Struct at once
_PATH = re.compile(r"(?P<said>.*?)(?: - at `\$?\.?(?P<path>.*)`)?$", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>.*?)`")
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+|\.\.\.)\]")


class ManifestError(Exception):
    """A fact that cannot be taken: in which file, at which path, which value, and what to do."""

    def __init__(self, file: Path | str, path: str, value: Any, remedy: str) -> None:
        super().__init__(f"{file}: {path or '(file)'} = {value!r}: {remedy}")
        self.file, self.path, self.value, self.remedy = str(file), path, value, remedy


def load(file: Path, kind: type[T]) -> T:
    """Read a TOML file of facts into Structs of `kind`. Raises ManifestError."""
    return convert(parsed(file), kind, file)


def parsed(file: Path) -> dict[str, Any]:
    """A TOML file as plain data. Raises ManifestError."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(file, "", None, f"not valid TOML: {error}") from None


def convert(raw: Any, kind: type[T], file: Path) -> T:
    """Turn parsed TOML into Structs of `kind`. Raises ManifestError."""
    try:
        with _one_at_a_time:
            return msgspec.convert(raw, kind, strict=True)
    except msgspec.ValidationError as error:
        raise _explained(raw, kind, file, str(error)) from None


def _explained(raw: Any, kind: type, file: Path, message: str) -> ManifestError:
    match = _PATH.match(message)
    said, path = (match["said"], match["path"] or "") if match else (message, "")
    path = _pinned(raw, kind, path, said)
    unknown = _UNKNOWN.match(said)
    if unknown:
        name = unknown["name"]
        where = f"{path}.{name}" if path else name
        return ManifestError(file, where, _at(raw, where), _remedy_for_unknown(name, raw, path, kind))
    return ManifestError(file, path, _at(raw, path), said)


def _remedy_for_unknown(name: str, raw: Any, path: str, kind: type) -> str:
    known = [field.encode_name for field in _fields_at(kind, path)]
    near = difflib.get_close_matches(name, known, 1)
    meant = f"did you mean {near[0]}? " if near else ""
    return f"unknown key: {meant}allowed are {', '.join(known)}"


def values_at(kind: Any, path: str) -> list[str]:
    """The values that fit at a path of `kind`, where only some do."""
    found = getattr(_unwrapped(_type_at(kind, path)), "values", ())
    return [str(one) for one in found]


def _fields_at(kind: Any, path: str) -> tuple[Any, ...]:
    return tuple(getattr(_unwrapped(_type_at(kind, path)), "fields", ()))


def _type_at(kind: Any, path: str) -> Any:
    info: Any = msgspec.inspect.type_info(kind)
    for name, number in _STEP.findall(path):
        info = _unwrapped(info)
        if number:
            info = getattr(info, "item_type", None) or getattr(info, "value_type", info)
        else:
            by_name = {field.encode_name: field.type for field in getattr(info, "fields", ())}
            info = by_name.get(name, info)
    return info


def _unwrapped(info: Any) -> Any:
    options = getattr(info, "types", None)
    if options:
        return next((one for one in options if not isinstance(one, msgspec.inspect.NoneType)), info)
    return info


def _pinned(raw: Any, kind: type, path: str, said: str) -> str:
    """msgspec writes `[...]` for the entry of a list; find which entry it is."""
    if "[...]" not in path:
        return path
    head, _, tail = path.partition("[...]")
    entries = _at(raw, head)
    for number in range(len(entries) if isinstance(entries, list | dict) else 0):
        one = f"{head}[{number}]{tail}"
        if _fails(raw, kind, head, number):
            return _pinned(raw, kind, one, said)
    return path


def _fails(raw: Any, kind: type, head: str, number: int) -> bool:
    """Whether the document still fails when the list at `head` holds only its entry `number`."""
    only = msgspec.json.decode(msgspec.json.encode(raw))
    holder, _, last = head.rpartition(".")
    target = _at(only, holder) if holder else only
    if not isinstance(target, dict) or not isinstance(target.get(last), list):
        return False
    target[last] = [target[last][number]]
    try:
        msgspec.convert(only, kind, strict=False)
    except msgspec.ValidationError as error:
        return f"`$.{head}[" in str(error)
    return False


def _at(raw: Any, path: str) -> Any:
    value = raw
    for name, number in _STEP.findall(path):
        try:
            value = value[int(number)] if number else value[name]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return value
