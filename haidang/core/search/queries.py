"""What people ask of search: the best of each kind that the asker may see, in one statement."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import Model, Q

from haidang.core.directory.permissions import visible
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.manifest import Words
from haidang.kernel.text import folded

from . import following, grams
from .kinds import KINDS, Kind
from .models import Found

MOST = 6
CANDIDATES = 200  # of one kind that are put in order; the rest of a very common word is older

SHOWN = "kind, key, ref, code, title_vi, title_en, about_vi, about_en, severity, is_now, at"
RANK = """CASE WHEN typed = %s THEN 0 WHEN starts_with(typed, %s) THEN 1 WHEN folded = %s THEN 2
    WHEN starts_with(folded, %s) THEN 3 WHEN position(%s IN folded) > 0 THEN 4 ELSE 5 END"""
BEST = f"""
SELECT {SHOWN}, rank FROM unnest(%s::text[]) AS asked(of_kind) CROSS JOIN LATERAL (
    SELECT {SHOWN}, {RANK} AS rank FROM (
        SELECT found.* FROM unnest(%s::text[]) WITH ORDINALITY AS part(span, nth) CROSS JOIN LATERAL (
            SELECT * FROM found WHERE {{marked}} AND {{seen}} LIMIT {CANDIDATES}
        ) AS found LIMIT {CANDIDATES}
    ) AS met ORDER BY rank, is_now DESC, at DESC NULLS LAST, code LIMIT %s
) AS best"""  # noqa: S608 - names of our own
"""Span by span from now back, until there are enough: an index gives no order, and the newest of a million are wanted."""
IN_ONE_PART = "grams @> (%s::varchar[] || (of_kind || span || %s)::varchar)"
IN_SOME_PARTS = "grams @> %s::varchar[] AND grams && string_to_array(replace(%s, '*', of_kind || span), '|')::varchar[]"


@dataclass(frozen=True, slots=True)
class Hit:
    """One object that was found; `rank` 0 is its very code, 5 its words in any order. `ref` makes its address."""

    kind: str
    key: str
    ref: str
    code: str
    title: Words
    about: Words
    severity: int | None
    is_now: bool
    at: datetime | None
    rank: int


def find(actor: Actor, words: str, *, kinds: Iterable[str] = (), limit: int = MOST) -> list[Hit]:
    """At most `limit` of each kind (all kinds unless named) that hold every word, the best first.

    Words are compared without diacritics, by their beginnings. What the actor may not see is not there.
    """
    following.catch_up()
    asked = grams.asked(words)
    if not asked or all(len(word) < grams.SHORTEST and not word.isdecimal() for word in asked):
        return []
    wanted = [KINDS[name] for name in kinds] if kinds else list(KINDS.values())
    rows = list(_rows(actor, asked, folded(words), wanted, limit))
    return sorted((_hit(row) for row in rows), key=_order)


def _order(hit: Hit) -> tuple[Any, ...]:
    newest = -hit.at.timestamp() if hit.at else 0.0
    return hit.rank, not hit.is_now, list(KINDS).index(hit.kind), newest, hit.code


def _rows(actor: Actor, asked: list[str], whole: str, wanted: Sequence[Kind], limit: int) -> Iterator[Any]:
    statements: list[str] = []
    parameters: list[Any] = []
    for kinds, seen in _groups(actor, wanted):
        condition, values = _as_sql(seen)
        bounds = parts_of(seen)
        marked, parts = _in_parts(bounds)
        rank = [grams.typed(whole)] * 2 + [whole] * 3
        spans = _spans(kinds[0], by_months=kinds[0].is_many and bounds is None)
        statements.append(BEST.format(marked=marked, seen=condition))
        parameters += [[f":{one.name}" for one in kinds], *rank, spans, asked, parts, *values, limit]
    if not statements:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # with a LIMIT the planner hopes to meet the rows early
        cursor.execute(" UNION ALL ".join(f"({one})" for one in statements), parameters)
        yield from cursor.fetchall()


def _groups(actor: Actor, wanted: Sequence[Kind]) -> list[tuple[list[Kind], Q]]:
    """The kinds whose rows the actor sees by the same rule, together; without those of which they see none."""
    groups: list[tuple[list[Kind], Q]] = []
    for kind in wanted:
        seen = sight(actor, kind)
        if seen is None:
            continue
        same = next((of for of, rule in groups if rule == seen and _turns(of[0]) == _turns(kind)), None)
        if same is not None:
            same.append(kind)
        else:
            groups.append(([kind], seen))
    return groups


def _turns(kind: Kind) -> tuple[bool, bool]:
    return kind.is_flow, kind.is_many


def _spans(kind: Kind, *, by_months: bool) -> list[str]:
    """Of a commune or an office alone a year has no more than the province has in a month."""
    return grams.back_from(clock.today(), by_months=by_months) if kind.is_flow else [grams.NOW, grams.OLD]


def sight(actor: Actor, kind: Kind) -> Q | None:
    """Which rows of a kind the actor may see: the rule of its own model, read from the columns of the index."""
    model = kind.seen_as
    facts = {
        "kind_name": model.kind_name,  # type: ignore[attr-defined]
        "scope_fields": {name: name for name in model.scope_fields},  # type: ignore[attr-defined]
        "data_class": getattr(model, "data_class", "internal"),
    }
    seen = visible(actor, cast(type[Model], type(kind.name, (), facts)))
    return None if seen == Q(pk__in=[]) else seen


def parts_of(seen: Q) -> list[str] | None:
    """The parts of the index, as marks name them, beyond which a rule of sight lets nothing be seen: what lies elsewhere
    need not be read. None when it is not bounded so."""
    if seen.negated:
        return None
    found = [parts_of(one) if isinstance(one, Q) else _part(one[0], one[1]) for one in seen.children]  # type: ignore[index]
    bounded = [one for one in found if one is not None]
    if seen.connector == Q.AND:
        return min(bounded, key=len, default=None)
    return sorted({part for one in bounded for part in one}) if len(bounded) == len(found) else None


def _part(lookup: str, value: Any) -> list[str] | None:
    match lookup:
        case "place__startswith":
            return [grams.within(value)]
        case "office__in":
            return [grams.of_office(one) for one in value]
        case "own":
            return [grams.of_person(value)]
        case "pk__in" if not value:
            return []
    return None


def _in_parts(parts: list[str] | None) -> tuple[str, str]:
    """The condition on marks, and its parameter."""
    if parts is None or len(parts) == 1:
        return IN_ONE_PART, parts[0] if parts else ""
    return IN_SOME_PARTS, "|".join(f"*{one}" for one in parts)


def _as_sql(seen: Q) -> tuple[str, list[Any]]:
    query = Found.objects.filter(seen).query
    if not query.where:
        return "true", []
    condition, values = query.where.as_sql(query.get_compiler(connection=connection), connection)
    return condition, list(values)


def _hit(row: Any) -> Hit:
    kind, key, ref, code, title_vi, title_en, about_vi, about_en, severity, is_now, at, rank = row
    title, about = Words(vi=title_vi, en=title_en), Words(vi=about_vi, en=about_en)
    return Hit(kind, key, ref, code, title, about, severity, is_now, at, rank)
