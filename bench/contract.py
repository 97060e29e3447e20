"""The API against its own description: schemathesis calls a running centre as keys of several roles, for a minute.

    python -m bench contract [--seconds 55] [--url http://localhost:8000 --keys hd_...,hd_...]

Each operation has its turn, again and again with other values, until the time is over: values as described, then values
that are not; about rows that are there, then about any. What breaks the description is told.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx

from . import centre
from .measure import Result, percentile

TIMEOUT = 20.0  # seconds
LISTED = {
    "places": "key", "offices": "code", "things": "code", "sources": "key", "strangers": "code", "rules": "number",
    "alerts": "code", "incidents": "code", "exercises": "code", "webhooks": "number", "indicators": "code",
}  # fmt: skip
"""Lists whose first row names something that is there, and by which field."""


@dataclass(frozen=True, slots=True)
class Caller:
    name: str
    token: str = ""


@dataclass(slots=True)
class Found:
    answers: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    operations: int = 0
    turns: int = 0


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=55)
    parser.add_argument("--url", default="", help="a centre that runs already; with --keys")
    parser.add_argument("--keys", default="", help="tokens of that centre's keys, separated by commas")


def measure(options: argparse.Namespace) -> Result:
    if options.url:
        given = [Caller(f"key {number}", token) for number, token in enumerate(options.keys.split(","), 1) if token]
        return _told(called(options.url, [*given, Caller("nobody")], options.seconds))
    with centre.centre(demo=True) as one:
        from haidang.core.directory.roles import facts

        callers = [
            Caller("reads all", centre.new_key("contract-1", "read", "read.events", "read.personal")),
            Caller("sends only", centre.new_key("contract-2", "ingest")),
            Caller("may all", centre.new_key("contract-3", *sorted(facts().scopes))),
            Caller("nobody"),
        ]
        return _told(called(one.url, callers, options.seconds))


def called(url: str, callers: Iterable[Caller], seconds: float, schema: Any = None) -> Found:
    """What came of it; `schema`: another description than the centre's own."""
    import schemathesis

    callers = list(callers)
    schema = schema or schemathesis.openapi.from_url(f"{url}/api/v1/openapi.json")
    operations = [one.ok() for one in schema.get_all_operations()]
    names = _there(url, callers[0].token)
    found = Found(operations=len(operations))
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found.turns += 1
        for operation in operations:
            if time.monotonic() < until:
                _once(operation, callers, names, found)
    return found


def _there(url: str, token: str) -> dict[str, dict[str, Any]]:
    """By the first word of an address: the parameters that name a row that is there."""
    names: dict[str, dict[str, Any]] = {}
    for path, key in LISTED.items() if token else ():
        answer = httpx.get(f"{url}/api/v1/{path}", headers={"Authorization": f"Bearer {token}"}, timeout=TIMEOUT)
        page = answer.json() if answer.is_success else []
        rows = page if isinstance(page, list) else page.get("items", [])
        if rows and (key in rows[0] or "id" in rows[0]):
            names[path] = {key: rows[0].get(key, rows[0].get("id"))}
    return names


def _once(operation: Any, callers: list[Caller], names: dict[str, dict[str, Any]], found: Found) -> None:
    """One example, sent by each caller; the same turn gives the same example."""
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from schemathesis import GenerationMode

    mode = GenerationMode.POSITIVE if found.turns % 2 else GenerationMode.NEGATIVE
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
        return
    there = names.get(operation.path.split("/")[3], {}) if found.turns % 4 == 1 else {}

    @seed(found.turns)
    @settings(
        max_examples=1, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def call(case: Any) -> None:
        case.path_parameters.update({name: there[name] for name in case.path_parameters if name in there})
        for caller in callers:
            _call(case, caller, found)

    call()


def _call(case: Any, caller: Caller, found: Found) -> None:
    from schemathesis import checks
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    wanted = [checks.not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
    began = time.monotonic()
    try:
        headers = {"Authorization": f"Bearer {caller.token}"} if caller.token else {}
        answer = case.call_and_validate(checks=wanted, headers=headers, timeout=TIMEOUT)
        found.answers[f"{answer.status_code // 100}xx"] += 1
    except (Exception, BaseExceptionGroup) as error:  # the group of a checker is no Exception
        said = str(getattr(error, "exceptions", [error])[0]).strip().splitlines()
        found.wrong[f"{case.method.upper()} {case.operation.path} ({caller.name}): {' '.join(said)[:600]}"] += 1
    found.took.append(time.monotonic() - began)


def _told(found: Found) -> Result:
    result = Result()
    result.add("operations", found.operations, "")
    result.add("turns", found.turns, "")
    result.add("calls", len(found.took), "")
    for name, count in sorted(found.answers.items()):
        result.add(f"answers {name}", count, "")
    result.add("answer, p95", percentile(found.took, 0.95) * 1000, "ms")
    result.none("answers that break the description", sum(found.wrong.values()))
    result.facts["wrong"] = dict(found.wrong.most_common())
    for text, count in found.wrong.most_common(30):
        print(f"{count} x {text}")
    return result
