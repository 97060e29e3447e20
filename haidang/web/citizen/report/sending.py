"""From a form that was taken to a case: its title, its people, and one case however often it is sent."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import connection

from haidang.core.cases import actions, queries, suggesting
from haidang.core.cases.answering import title_of
from haidang.core.cases.models import Case, Procedure
from haidang.core.cases.opening import Someone
from haidang.core.citizens import queries as citizens
from haidang.kernel.action import PUBLIC, Actor, system, together

from . import questions
from .form import ReportForm
from .photos import Sent
from .places import Where
from .stamps import LASTS, Stamp


def send(form: ReportForm, sent: Sent, where: Where, stamp: Stamp, actor: Actor = PUBLIC) -> Case:
    """Raises Invalid and NotPossible as `case.open` does."""
    return once(stamp.nonce, lambda: _opened(form.cleaned_data, form, sent, where, actor))


def once(nonce: str, open_one: Callable[[], Case]) -> Case:
    """The case of a form: opened by the first sending, found by every other, also by one at the same moment.

    The memory of it commits with the case; until then the second waits at the lock.
    """
    known = f"app:form:{nonce}"
    with together():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), 2)", [nonce])
        code = cache.get(known)
        found = queries.by_code(system("app"), code) if code else None
        if found is not None:
            return found
        case = open_one()
        cache.set(known, case.code, timeout=LASTS.total_seconds())
        return case


def _opened(given: dict[str, Any], form: ReportForm, sent: Sent, where: Where, actor: Actor) -> Case:
    chosen = form.category_chosen()
    procedure = chosen or _likely(form, given["text"]) or form.catch_all()
    suggestion = _suggested(given["text"])
    if where.from_photo:
        suggestion["place_from"] = "photo"
    return actions.open_case(
        actor,
        procedure,
        title=title_of(given["text"], procedure.name_vi),
        text=given["text"],
        place=where.place,
        point=where.point,
        address=given["address"],
        answers=questions.answers_in(given),
        people=_people(given, actor),
        files=[one.held for one in sent.files],
        is_anonymous=not given["show_name"],
        suggestion=suggestion,
    )


def _likely(form: ReportForm, text: str) -> Procedure | None:
    """What the words are probably about, if the province takes reports of it; a person confirms it."""
    known = {(one.domain, one.key): one for one in form.procedures.values()}
    found = (known.get((one.domain, one.procedure)) for one in suggesting.suggest(text))
    return next((one for one in found if one is not None), None)


def _suggested(text: str) -> dict[str, Any]:
    """What the officer who sorts it is shown; `danger` shows the sender the emergency numbers."""
    found = suggesting.suggest(text)
    return {
        "procedures": [[one.procedure, round(one.probability, 3)] for one in found],
        "danger": suggesting.is_urgent(text),
    }


def _people(given: dict[str, Any], actor: Actor) -> list[Someone]:
    """Whoever is signed in keeps the report in their account; their name goes with it only if they show it."""
    person, name = citizens.citizen_of(actor), given["name"]
    if person is None and not (name.strip() or given["phone"].strip()):
        return []
    if person is not None and given["show_name"] and not name.strip():
        name = citizens.claims(actor, person).get("name", "")
    return [Someone("reporter", name=name, phone=given["phone"], person=person)]
