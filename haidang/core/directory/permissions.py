"""Who may do and see what, and why: `decide`, `visible` and `scope_of`.

A person's rights are their duties in force: role x office x place subtree x data classes. A key's are its scopes. The
program may do everything; what is public is open to all. One actor's rights are read in at most two queries and kept
while a request lasts (`kernel.once`).
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Model, Q
from django.utils import translation
from django.utils.translation import gettext as _

from haidang.kernel.action import Actor, Decision, subject_kind
from haidang.kernel.once import once

from . import reasons
from .keys import KeyGrant, forget_grants, grant_for, is_open_key
from .rights import Right, Where, loaded
from .roles import EVERYTHING, facts, matches

__all__ = [
    "KeyGrant", "Scope", "authorize", "decide", "forget", "forget_grants", "grant_for", "is_open_key", "may_read",
    "may_somewhere", "rights_of", "role_words", "scope_of", "visible",
]  # fmt: skip

READ = ".read"


class Scope:
    """What an actor sees, precomputed: no queries, for each viewer of a stream."""

    __slots__ = ("is_total", "rights")

    def __init__(self, rights: tuple[Right, ...], *, is_total: bool = False) -> None:
        self.rights, self.is_total = rights, is_total

    def covers(
        self, place: str, office: str = "", data_class: str = "internal", kind: str = "", matter: str = ""
    ) -> bool:
        """Whether something at a place path, of an office and a class of data, of this kind ("" = any) may be seen."""
        where = Where(place, office, data_class or "internal", matter)
        return self.is_total or any(right.reads(kind, where) for right in self.rights)


def forget() -> None:
    """Read rights and grants anew: a duty, key or account has just changed."""
    forget_grants()
    _known().clear()


def rights_of(actor: Actor) -> tuple[Right, ...]:
    known = _known()
    if actor not in known:
        known[actor] = loaded(actor)
    return known[actor]


def _known() -> dict[Actor, tuple[Right, ...]]:
    """The rights read so far in this request; always empty outside one."""
    return once("rights", dict, through_writes=True)


def decide(actor: Actor, action: str, subject: Any = None) -> Decision:
    """Whether the actor may, and why or why not, in the language of the reader.

    `<kind>.read` asks whether the subject may be seen; without one, whether anything of the kind may.
    """
    if actor.kind == "system":
        return Decision(True, _("được phép: chương trình, phần %(part)s") % {"part": actor.id})
    if matches(facts().program.can, action):
        return Decision(False, lambda: reasons.only_program(action))
    if _is_own(actor, subject) and matches(facts().own.can, action):
        return Decision(True, _("được phép: việc của chính mình"))
    where, rights = Where.of(subject), rights_of(actor)
    if action.endswith(READ) and action not in facts().actions:
        return _decide_read(actor, action, subject, rights)
    right = next((right for right in rights if right.may(action, where, subject)), None)
    if right is not None:
        return Decision(True, partial(reasons.allowed, right, action))
    return Decision(False, lambda: reasons.refused(actor, action, where, rights))


def may_somewhere(actor: Actor, action: str, *, in_office: bool = True) -> bool:
    """Whether to offer an action before anybody knows on what: in their own commune at least, and (unless it is done to what
    belongs to no office) in their own office. The action itself asks about what it is done to."""
    if actor.kind == "system":
        return True
    duties = (right for right in rights_of(actor) if right.classes != {"public"})
    return any(
        matches(right.role.can, action) or (in_office and matches(right.role.can_in_office, action)) for right in duties
    )


def _decide_read(actor: Actor, action: str, subject: Any, rights: tuple[Right, ...]) -> Decision:
    kind, where = action.removesuffix(READ), Where.of(subject)
    if subject is None:
        right = next(
            (right for right in rights if matches([*right.role.reads, *right.role.reads_in_office], kind)), None
        )
    else:
        right = next((right for right in rights if right.reads(kind, where)), None)
    if right is not None:
        return Decision(True, partial(reasons.allowed, right, action))
    if _is_own(actor, subject) and kind in facts().own.reads:
        return Decision(True, _("được phép: việc của chính mình"))
    return Decision(False, lambda: reasons.refused(actor, action, where, rights))


def authorize(actor: Actor, action: str, subject: Any) -> Decision:
    """`decide` for the door to write: a permission is worded in Vietnamese, the language of the journal."""
    decision = decide(actor, action, subject)
    if decision:
        with translation.override("vi"):
            return Decision(True, decision.because)
    return decision


def _is_own(actor: Actor, subject: Any) -> bool:
    if subject is None:
        return False
    if actor.kind == "public":  # whoever holds the link of one case
        return actor.id == getattr(subject, "link_holder", None)
    if actor.kind not in ("person", "device"):
        return False
    owner = subject.pk if subject_kind(subject) == "person" else getattr(subject, "person_id", None)
    return str(owner) == actor.id


def may_read(actor: Actor, subject: Any) -> bool:
    """Whether one object may be seen; the same answer as `visible` gives for its row."""
    return decide(actor, subject_kind(subject) + READ, subject).allowed


def role_words(actor: Actor) -> str:
    """The roles of somebody in one line, for the corner of a page."""
    return reasons.duties_in_short(rights_of(actor))


def scope_of(actor: Actor) -> Scope:
    return Scope((), is_total=True) if actor.kind == "system" else Scope(rights_of(actor))


def visible(actor: Actor, model: type[Model]) -> Q:
    """The rows of a model that the actor may see.

    The model says by `scope_fields` where its place, office and data class are (ORM lookups); a lookup it leaves out
    does not narrow. `kind` names a column that holds the kind (the journal), `matter` the kind of case where there is one,
    `own` the person a row belongs to.
    """
    if actor.kind == "system":
        return Q()
    fields: dict[str, str] = model.scope_fields  # type: ignore[attr-defined]
    kind: str = getattr(model, "kind_name", model.__name__.lower())
    seen = [_rows(right, fields, kind, _fixed_class(model, fields)) for right in rights_of(actor)]
    if "own" in fields and kind in facts().own.reads and actor.kind in ("person", "device"):
        seen.append(Q(**{fields["own"]: actor.id}))
    return _any_of(part for part in seen if part is not None)


def _any_of(parts: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for part in parts:
        if not part:
            return Q()
        found |= part
    return found


def _fixed_class(model: type[Model], fields: dict[str, str]) -> str | None:
    """The data class of all rows, None when a column holds it."""
    if "data_class" in fields:
        return None
    fixed = getattr(model, "data_class", "internal")
    if not isinstance(fixed, str):
        raise TypeError(f"{model.__name__}.scope_fields must say where data_class is")
    return fixed


def _rows(right: Right, fields: dict[str, str], kind: str, fixed_class: str | None) -> Q | None:
    """The rows one right lets see: None for none, an empty Q for all."""
    if fixed_class is not None and fixed_class not in right.classes:
        return None
    everywhere = _kinds(right.role.reads, fields, kind)
    in_office = _kinds(right.role.reads_in_office, fields, kind) if "office" in fields else None
    if in_office is not None:
        in_office &= Q(**{f"{fields['office']}__in": sorted(right.offices)})
    rows = [part for part in (everywhere, in_office) if part is not None]
    if not rows:
        return None
    return _any_of(rows) & _placed(right, fields) & _classed(right, fields) & _of_matters(right, fields)


def _kinds(reads: Iterable[str], fields: dict[str, str], kind: str) -> Q | None:
    reads = set(reads)
    if reads & {kind, EVERYTHING}:
        return Q()
    if "kind" in fields and reads:
        return Q(**{f"{fields['kind']}__in": sorted(reads)})
    return None


def _placed(right: Right, fields: dict[str, str]) -> Q:
    if not right.place or "place" not in fields:
        return Q()
    return Q(**{f"{fields['place']}__startswith": right.place})


def _of_matters(right: Right, fields: dict[str, str]) -> Q:
    lookup = fields.get("matter")
    if lookup is None or not right.role.matters:
        return Q()
    theirs = Q(**{f"{lookup}__in": list(right.role.matters)})
    return theirs | Q(**{f"{lookup}__isnull": True}) if "kind" in fields else theirs


def _classed(right: Right, fields: dict[str, str]) -> Q:
    lookup = fields.get("data_class")
    if lookup is None:
        return Q()
    within = Q(**{f"{lookup}__in": sorted(right.classes)})
    return within | Q(**{f"{lookup}__isnull": True}) if "internal" in right.classes else within
