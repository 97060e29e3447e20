"""What if: other inputs of a formula, and what the value and its targets would come to. Numbers stand in the address."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.indicators import queries, supposing
from haidang.core.indicators.supposing import Input, NoFormula, Supposed
from haidang.core.indicators.targets import Progress, met
from haidang.core.ui import numbers
from haidang.kernel import typed_numbers
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from .choosing import Chosen, chosen
from .words import OPS

SPREAD = 0.5
"""A slider goes so far to both sides of what is."""


@require_GET
@room("indicator.read")
def page(request: AskingRequest, code: str) -> HttpResponse:
    """The whole page, or for htmx its result alone."""
    asked = chosen(request, code)
    given, wrong = _given(request)
    try:
        found = supposing.suppose(request.actor, code, asked.period, given, place=asked.here.id)
    except NoFormula:
        raise Http404(code) from None
    aim = _aim(request, asked)
    facts = {
        "asked": asked, "row": asked.row, "entry": asked.entry, "here": asked.here, "found": found, "wrong": wrong,
        "fields": [_field(one, request, wrong) for one in found.inputs], "aim": aim, "aim_state": _state(aim, found),
        "needs": _needs(found, aim), "change": _change(found), "is_changed": any(one.is_changed for one in found.inputs),
        "start": asked.url("indicator_whatif"),
    }  # fmt: skip
    name = "_whatif" if request.headers.get("HX-Request") == "true" else "whatif"
    return render(request, f"desk/indicators/{name}.html", facts)


def _given(request: AskingRequest) -> tuple[dict[str, float], dict[str, str]]:
    """Numbers by code, and what is no number, with why."""
    found: dict[str, float] = {}
    wrong: dict[str, str] = {}
    for name in request.GET:
        code, text = name.removeprefix("x."), request.GET.get(name, "")
        if code == name or not text.strip():
            continue
        try:
            found[code] = typed_numbers.number(text[:40])
        except ValueError:
            wrong[code] = _("“%(text)s” không phải là số: ghi như 1.234,5.") % {"text": text[:40]}
    return found, wrong


def _field(one: Input, request: AskingRequest, wrong: dict[str, str]) -> dict[str, Any]:
    facts, code = one.entry.facts, one.entry.code
    shown = request.GET.get(f"x.{code}", "")
    centre = one.value or 0.0
    low, high = sorted((centre * (1 - SPREAD), centre * (1 + SPREAD) or 100.0))
    return {
        "input": one, "entry": one.entry, "name": f"x.{code}",
        "text": shown if shown.strip() else ("" if one.value is None else numbers.said(one.value, facts.decimals)),
        "low": max(low, facts.least), "high": min(high, facts.most), "wrong": wrong.get(code, ""),
        "slide_at": one.supposed if one.supposed is not None else centre,
    }  # fmt: skip


def _aim(request: AskingRequest, asked: Chosen) -> Progress | None:
    """The target that the period itself is measured by: of its length, or of a longer one that ends with its value."""
    fits = [
        one
        for one in queries.progress(request.actor, code=asked.row.code, place=asked.here.id)
        if one.target.over.first <= asked.period.first <= one.target.over.last
        and (one.target.kind == asked.entry.period or asked.entry.facts.over_time in ("last", "mean", "max"))
    ]
    return min(fits, key=lambda one: one.target.over.last - one.target.over.first, default=None)


def _state(aim: Progress | None, found: Supposed) -> dict[str, Any] | None:
    if aim is None:
        return None
    return {
        "op": OPS[aim.target.op], "value": aim.target.value, "over": aim.target.over,
        "is_met": None if found.result is None else met(aim.target, found.result),
    }  # fmt: skip


def _needs(found: Supposed, aim: Progress | None) -> list[tuple[Input, float]]:
    """What each input alone would have to be for the target, where one number says it and it can be."""
    if aim is None:
        return []
    needed = [(one, one.for_aim(found.result, aim.target.value)) for one in found.inputs]
    return [
        (one, value)
        for one, value in needed
        if value is not None and one.entry.facts.least <= value <= one.entry.facts.most
    ]


def _change(found: Supposed) -> float | None:
    return found.result - found.value if found.result is not None and found.value is not None else None
