"""Services and their definitions: the published kinds of reports, and what each asks."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404

from haidang.core.cases import answering, queries
from haidang.core.cases.models import Procedure
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.manifest.procedure import Question

KIND = "report"
TYPES = {"choice": "singlevaluelist", "many": "multivaluelist", "number": "number", "money": "number", "date": "datetime",
         "lines": "text", "yes_no": "singlevaluelist"}  # fmt: skip


def code_of(procedure: Procedure) -> str:
    return f"{procedure.domain}.{procedure.key}"


def listed() -> list[dict[str, Any]]:
    rows = list(queries.procedures(kind=KIND))
    books = queries.books(rows)
    return [_service(one, books[one.pk].procedure) for one in rows if one.pk in books]


def _service(one: Procedure, facts: Any) -> dict[str, Any]:
    return {
        "service_code": code_of(one),
        "service_name": name_of(one),
        "description": shown(facts.about),
        "metadata": bool(list(_asked(facts))),
        "type": "realtime",
        "keywords": ",".join(facts.words),
        "group": one.field,
    }


def found(code: str) -> Procedure:
    """Raises Http404."""
    domain, _dot, key = code.partition(".")
    procedure = queries.procedure(domain, key)
    if procedure is None or procedure.kind != KIND or procedure.state != "published":
        raise Http404(f"service_code {code}")
    return procedure


def definition(code: str) -> dict[str, Any]:
    """The attributes of one service. Raises Http404."""
    procedure = found(code)
    facts = queries.books([procedure])[procedure.pk].procedure
    return {
        "service_code": code,
        "attributes": [_attribute(question, at) for at, question in enumerate(_asked(facts), 1)],
    }


def _asked(facts: Any) -> Iterator[Question]:
    """Files come as media, so a question that asks for one is left out."""
    return (one for one in facts.questions() if one.type not in ("file", "place", "point"))


def _attribute(one: Question, order: int) -> dict[str, Any]:
    choices = [{"key": choice.key, "name": shown(choice.name)} for choice in one.choices]
    if one.type == "yes_no":
        choices = [{"key": "yes", "name": "Có / Yes"}, {"key": "no", "name": "Không / No"}]
    return {
        "variable": True,
        "code": one.key,
        "datatype": TYPES.get(one.type, "string"),
        "required": one.required,
        "datatype_description": shown(one.help) if one.help else one.unit,
        "order": order,
        "description": shown(one.name),
        "values": choices,
    }


def answers(procedure: Procedure, given: dict[str, Any]) -> dict[str, Any]:
    """What attributes say, checked by their questions. Raises Invalid."""
    facts = queries.books([procedure])[procedure.pk].procedure
    return answering.checked(facts, given)
