"""The facts of `roles.toml`: roles, scopes of keys, and the words for actions, kinds and classes of data."""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from haidang.kernel import registry
from haidang.kernel.bilingual import shown
from haidang.kernel.facts import Facts
from haidang.kernel.manifest import Words
from haidang.kernel.manifest.procedure import Matter
from haidang.kernel.strict import ManifestError, convert

FILE = Path(__file__).parent / "roles.toml"
CLASSES = ("public", "internal", "personal", "sensitive")
EVERYTHING = "*"


class Role(Facts, frozen=True):
    """What somebody in this role may do and read; patterns are `kind.verb`, `kind.*` or `*`.

    `matters`: the cases they deal with, where it is not all of them, with all that hangs on them.
    `needs_factor`: they must add a second factor before anything else (TCVN 14423:2026, level 3: administrators).
    """

    words: Words
    about: Words | None = None
    can: list[str] = []
    can_in_office: list[str] = []
    reads: list[str] = []
    reads_in_office: list[str] = []
    matters: list[Matter] = []
    needs_factor: bool = False


class Everybody(Facts, frozen=True):
    can: list[str] = []
    reads: list[str] = []


class KeyScope(Facts, frozen=True):
    """What a key may be given; `classes` are classes of data beside the public one."""

    words: Words
    can: list[str] = []
    reads: list[str] = []
    classes: list[str] = []


class RoleFacts(Facts, frozen=True):
    roles: dict[str, Role]
    own: Everybody
    public: Everybody
    program: Everybody
    scopes: dict[str, KeyScope]
    classes: dict[str, Words]
    kinds: dict[str, Words]
    parts: dict[str, str]
    actions: dict[str, Words]


def matches(patterns: Iterable[str], name: str) -> bool:
    """Whether `kind.verb` (or a kind) is named by one of the patterns."""
    kind = name.partition(".")[0]
    return not {name, EVERYTHING, f"{kind}.*"}.isdisjoint(patterns)


@cache
def facts(path: Path = FILE) -> RoleFacts:
    """The core's file and what domains add to it in theirs. Raises ManifestError with file, path, value and remedy."""
    raw = _read(path)
    for more in registry.files_named("roles.toml") if path == FILE else []:
        joined(raw, _read(more), more)
    read = convert(raw, RoleFacts, path)
    for where, value, remedy in _contradictions(read):
        raise ManifestError(path, where, value, remedy)
    return _with_parts(read)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(path, "", None, f"not valid TOML: {error}") from None


def joined(whole: dict[str, Any], more: dict[str, Any], path: Path, where: str = "") -> None:
    """Add a domain's kinds, actions, roles, and what it gives to roles there are; it changes nothing that is said.

    Raises ManifestError.
    """
    for key, value in more.items():
        known, at = whole.setdefault(key, value), f"{where}.{key}".strip(".")
        if known is value:
            continue
        if isinstance(known, dict) and isinstance(value, dict):
            joined(known, value, path, at)
        elif isinstance(known, list) and isinstance(value, list):
            known.extend(one for one in value if one not in known)
        else:
            raise ManifestError(path, at, value, "this is said already: a domain adds, it changes nothing")


def _with_parts(read: RoleFacts) -> RoleFacts:
    """Who reads a kind reads its parts: a step and a log line go with their incident."""

    def whole(reads: list[str]) -> list[str]:
        return reads + [part for part, kind in read.parts.items() if kind in reads]

    roles = {
        key: replace(role, reads=whole(role.reads), reads_in_office=whole(role.reads_in_office))
        for key, role in read.roles.items()
    }
    scopes = {key: replace(scope, reads=whole(scope.reads)) for key, scope in read.scopes.items()}
    return replace(read, roles=roles, scopes=scopes)


def _contradictions(read: RoleFacts) -> Iterator[tuple[str, Any, str]]:
    if tuple(read.classes) != CLASSES:
        yield "classes", list(read.classes), f"name exactly {', '.join(CLASSES)}"
    for part, kind in read.parts.items():
        if kind not in read.kinds:
            yield f"parts.{part}", kind, f"name a kind: {', '.join(read.kinds)}"
    for where, one in _holders(read):
        for listing in ("can", "can_in_office"):
            for pattern in getattr(one, listing, []):
                if not any(matches([pattern], action) for action in read.actions):
                    yield f"{where}.{listing}", pattern, "no action has this name: add it to [actions] or correct it"
        for listing in ("reads", "reads_in_office"):
            for kind in getattr(one, listing, []):
                if kind != EVERYTHING and kind not in read.kinds:
                    yield f"{where}.{listing}", kind, f"name a kind: {', '.join(read.kinds)}"
        for name in getattr(one, "classes", []):
            if name not in read.classes:
                yield f"{where}.classes", name, f"name a class: {', '.join(CLASSES)}"


def _holders(read: RoleFacts) -> Iterator[tuple[str, Any]]:
    yield from ((f"roles.{key}", role) for key, role in read.roles.items())
    yield from ((f"scopes.{key}", scope) for key, scope in read.scopes.items())
    yield from (("own", read.own), ("public", read.public), ("program", read.program))


def role_word(role: str) -> str:
    known = facts().roles.get(role)
    return shown(known.words) if known else role


def action_word(action: str) -> str:
    known = facts().actions.get(action)
    if known:
        return shown(known)
    kind, _, verb = action.partition(".")
    return shown(Words(vi=f"xem {kind_word(kind)}", en=f"see {kind_word(kind)}")) if verb == "read" else action


def kind_word(kind: str) -> str:
    known = facts().kinds.get(kind)
    return shown(known) if known else kind


def class_word(data_class: str) -> str:
    known = facts().classes.get(data_class)
    return shown(known) if known else data_class


def scope_word(scope: str) -> str:
    """The words for what a key can: the name of a scope, or of the single action."""
    known = facts().scopes.get(scope)
    return shown(known.words) if known else action_word(scope)


def roles_that_can(action: str) -> list[str]:
    """Keys of the roles that may do it (or, for `kind.read`, see it), in the order of the file."""
    known = facts()
    if action.endswith(".read") and action not in known.actions:
        kind = action.removesuffix(".read")
        return [key for key, role in known.roles.items() if matches([*role.reads, *role.reads_in_office], kind)]
    return [key for key, role in known.roles.items() if matches([*role.can, *role.can_in_office], action)]


def is_grantable(scope: str) -> bool:
    """Whether a key may be given this: a scope, or an action that is not the program's own."""
    known = facts()
    return scope in known.scopes or (scope in known.actions and not matches(known.program.can, scope))
