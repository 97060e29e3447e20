"""The kinds of documents, as `kinds.toml` says: what each is called, what it says, who signs it, by which form of law."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import field

from haidang.kernel.facts import Facts, Trust, Words
from haidang.kernel.strict import ManifestError, convert

FILE = Path(__file__).parent / "kinds.toml"

Block = Literal["rows", "parts", "fees", "answers", "said"]


class Row(Facts, frozen=True, kw_only=True):
    """A line of two columns: `value` is a sentence with {places} of what `saying` knows; a row without a value is left out."""

    name: Words
    value: str


class Kind(Facts, frozen=True, kw_only=True):
    """One kind of document.

    `title` may name {result}; `notation` follows its number; `on` are the codes of the national portal's states that call
    for it. signer: officer (whoever made the move, with the seal of their office), leader (waits for one), citizen.
    """

    name: Words
    title: Words
    notation: str
    signer: Literal["officer", "leader", "citizen"]
    signs_as: Words
    on: list[str] = []
    under: Words | None = None
    opening: list[Words] = []
    rows: list[Row] = []
    blocks: list[Block] = field(default_factory=lambda: list[Block](("rows",)))
    closing: list[Words] = []
    copies: list[Words] = []
    form: str = ""
    source: str
    trust: Trust


class _File(Facts, frozen=True, kw_only=True):
    kinds: dict[str, Kind]


@cache
def kinds() -> dict[str, Kind]:
    """Raises ManifestError with file, path, value and remedy."""
    try:
        raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(FILE, "", None, f"not valid TOML: {error}") from None
    return convert(raw, _File, FILE).kinds


def called_for_by(code: str) -> str:
    """The kind that a state of this code calls for, "" for none."""
    return next((key for key, one in kinds().items() if code and code in one.on), "")
