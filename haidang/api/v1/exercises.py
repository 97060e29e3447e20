"""Exercises: scenarios played by the simulator, which reads them here like anybody else."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from haidang.core.directory import queries as directory
from haidang.core.sharing import actions, queries
from haidang.core.sharing.models import Exercise

from .callers import caller, may
from .given import Given
from .problems import Missing

router = Router()


class ExerciseOut(Schema):
    code: str
    scenario: str
    place: str
    parameters: dict[str, Any]
    seed: int
    started_at: datetime
    ends_at: datetime
    stopped_at: datetime | None
    started_by_name: str

    @staticmethod
    def resolve_place(row: Exercise) -> str:
        return row.place.key


class Start(Given):
    """`place` is the key of a place; `parameters` as the scenario declares them."""

    scenario: str
    place: str
    parameters: dict[str, Any] = {}
    seed: int | None = None


@router.get("", response=list[ExerciseOut])
def listed(request: HttpRequest, state: str = "") -> list[Exercise]:
    """`state=active`: those being played now; else the last fifty."""
    actor = may(request, "exercise.read")
    return queries.active_exercises(actor) if state == "active" else queries.exercises(actor)


@router.post("", response={201: ExerciseOut})
def start(request: HttpRequest, body: Start) -> tuple[int, Exercise]:
    actor = caller(request)
    place = directory.place(actor, body.place)
    if place is None:
        raise Missing("place", body.place)
    started = actions.start_exercise(
        actor, place, scenario_key=body.scenario, parameters=body.parameters, seed=body.seed
    )
    return 201, started


@router.post("/{code}/stop", response=ExerciseOut)
def stop(request: HttpRequest, code: str) -> Exercise:
    exercise = queries.exercise(caller(request), code)
    if exercise is None:
        raise Missing("exercise", code)
    return actions.stop_exercise(caller(request), exercise)
