"""The facts of a version as TOML that a person edits, and back. What is as the kernel takes it anyway is left out."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date, time
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from msgspec import Struct, structs

from haidang.core.cases.facts import Book

from .checking import Problem, Problems

WIDTH = 100
LONGEST = 200_000


def text_of(book: Book) -> str:
    """The whole book, one table after the other."""
    return "\n".join(_table(bare(book), "")).strip() + "\n"


def facts_in(text: str) -> dict[str, Any]:
    """The facts that a text says, unchecked. Raises Problems when it is not TOML."""
    if len(text) > LONGEST:
        raise Problems([Problem("", f"{len(text)}", _("ngắn hơn %(most)s ký tự") % {"most": LONGEST})])
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise Problems([Problem("", "", _("chưa đúng TOML: %(error)s") % {"error": error})]) from None


def bare(one: Any) -> Any:
    """As plain data without what says only the default."""
    if isinstance(one, Struct):
        found = {}
        for facts in structs.fields(one):
            value = getattr(one, facts.name)
            if value is None or (facts.default is not msgspec.NODEFAULT and value == facts.default):
                continue
            if facts.default_factory is not msgspec.NODEFAULT and value == facts.default_factory():
                continue
            found[facts.encode_name] = bare(value)
        return found
    if isinstance(one, list | tuple):
        return [bare(entry) for entry in one]
    if isinstance(one, dict):
        return {key: bare(value) for key, value in one.items()}
    return one


def _table(table: dict[str, Any], path: str) -> Iterator[str]:
    """Values first, then the tables below, as TOML wants it."""
    below = {key: value for key, value in table.items() if _is_long(value)}
    for key, value in table.items():
        if key not in below:
            yield f"{key} = {_value(value)}"
    for key, value in below.items():
        where = f"{path}.{key}" if path else key
        for entry in value if isinstance(value, list) else [value]:
            yield ""
            yield f"[[{where}]]" if isinstance(value, list) else f"[{where}]"
            yield from _table(entry, where)


def _is_long(value: Any) -> bool:
    """Tables and lists of tables that would not stand on one line."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, dict) for one in value)
    return isinstance(value, dict) and (len(_value(value)) > WIDTH * 3 or any(_is_long(one) for one in value.values()))


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case int() | float():
            return repr(value)
        case date() | time():
            return value.isoformat()
        case dict():
            return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }" if value else "{}"
        case _:
            return _list(list(value))


def _list(values: list[Any]) -> str:
    flat = "[" + ", ".join(_value(one) for one in values) + "]"
    return flat if len(flat) <= WIDTH else "[\n" + "".join(f"  {_value(one)},\n" for one in values) + "]"
