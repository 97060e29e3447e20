"""The way of a case in the citizen's words, whatever its flow."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from haidang.core.cases.models import Case
from haidang.kernel.bilingual import shown
from haidang.kernel.flow import State


def words_of(state: State) -> str:
    return shown(state.public or state.name)


def words_for_all(state: State) -> str:
    """For everybody: what waits for the sender is not said as if to them."""
    return shown(state.name) if state.clock == "pauses" else words_of(state)


def way(case: Case, say: Callable[[State], str] = words_of) -> list[dict[str, Any]]:
    """[{label, state: done|now|todo, at}] as ui/parts/_steps.html shows them: where it has been, and what is to come."""
    been = {one.state: one.started_at for one in case.stays.all()}
    expected = _expected(case)
    now = case.flow.state(case.state)
    if now.final and now not in expected:
        expected = [one for one in case.flow.states if one.key in been]
    elif now not in expected:
        expected = sorted([*expected, now], key=lambda one: case.flow.order(one.key))
    here = expected.index(now)
    return [
        {
            "label": say(one),
            "state": "done" if at < here or (at == here and now.final) else "now" if at == here else "todo",
            "at": been.get(one.key) if at <= here else None,
        }
        for at, one in enumerate(expected)
    ]


def _expected(case: Case) -> list[State]:
    """The states of a case that meets with nothing unusual: no pause, and the first of the ends."""
    end = next((one for one in case.flow.states if one.final), None)
    return [one for one in case.flow.states if (not one.final and one.clock == "runs") or one is end]


def progress(case: Case) -> tuple[int, int]:
    """How many steps are behind, and how many there are."""
    steps = way(case)
    return sum(one["state"] != "todo" for one in steps), len(steps)


def own_row(case: Case) -> dict[str, object]:
    """What citizen/_own.html shows of a case to whom it belongs."""
    done, steps = progress(case)
    return {
        "case": case,
        "url": reverse("app_case", args=[case.code, case.secret]),
        "state": words_of(case.flow.state(case.state)),
        "done": range(done),
        "left": range(steps - done),
    }
