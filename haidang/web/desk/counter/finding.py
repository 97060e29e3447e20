"""What the one box of the counter finds."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.cases import finding, queries, tracing
from haidang.core.cases.models import Procedure
from haidang.core.directory.models import Office
from haidang.core.forms.where import where_to_file
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown

from . import lists
from .typed import Typed

MOST = 8


def cases_of(actor: Actor, typed: Typed) -> list[dict[str, Any]]:
    """Dossiers of a telephone or identity number; the look is journalled."""
    why = _("tìm hồ sơ của người đang ở quầy")
    phone, identity = (typed.value, "") if typed.kind == "phone" else ("", typed.value)
    return [lists.row(one) for one in tracing.trace(actor, phone=phone, identity=identity, why=why)]


def procedures(words: str, limit: int = MOST) -> list[dict[str, Any]]:
    """The best first, each with what the counter has to know at once."""
    rows = finding.find(words, "dossier", limit)
    books = queries.books(rows)
    return [_procedure(one, books[one.pk].procedure) for one in rows if one.pk in books]


def usual(actor: Actor, office: Office, limit: int = MOST) -> list[dict[str, Any]]:
    """What this counter takes most often; the catalogue's beginning while it has taken nothing."""
    rows = list(queries.usual_procedures(actor, office, limit=limit)) or list(
        queries.procedures(kind="dossier")[:limit]
    )
    books = queries.books(rows)
    return [_procedure(one, books[one.pk].procedure) for one in rows if one.pk in books]


def _procedure(row: Procedure, facts: Any) -> dict[str, Any]:
    main = next((one for one in facts.timers if one.is_main), None)
    return {
        "name": name_of(row),
        "short": shown(facts.short) if facts.short else "",
        "code": row.code,
        "limit": main.limit if main else None,
        "fee": sum(one.amount or 0 for one in facts.fees),
        "parts": sum(1 for one in facts.parts if one.required),
        "only_portal": where_to_file(facts) == "portal" and "counter" not in facts.channels,
        "url": reverse("counter_new", args=[row.domain, row.key]),
        "page": reverse("app_procedure", args=[row.domain, row.key]),
    }
