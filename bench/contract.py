"""The API against its own description: schemathesis calls a running centre as keys of several roles, for a minute.

    python -m bench contract [--seconds 55] [--url http://localhost:8000 --keys hd_...,hd_...]

Each operation has its turn, again and again with other values, until the time is over. What breaks the description is told.
"""

import argparse
import time
from collections import Counter
from typing import Any

from . import centre
from .measure import Result, percentile

CALLERS: dict[str, tuple[str, ...] | None] = {
    "reads all": ("read", "read.events", "read.personal"),
    "sends only": ("ingest",),
    "may all": (),  # every scope there is
    "nobody": None,
}
TIMEOUT = 20.0  # seconds


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=55)
    parser.add_argument("--url", default="", help="a centre that runs already; with --keys")
    parser.add_argument("--keys", default="", help="tokens of that centre's keys, separated by commas")


def measure(options: argparse.Namespace) -> Result:
    if options.url:
        keys = {f"key {number}": token for number, token in enumerate(options.keys.split(","), 1) if token}
        return _called(options.url, keys | {"nobody": ""}, options.seconds)
    with centre.centre(demo=True) as one:
        from haidang.core.directory.roles import facts

        every = tuple(sorted(facts().scopes))
        keys = {
            name: "" if scopes is None else centre.new_key(f"contract-{number}", *(scopes or every))
            for number, (name, scopes) in enumerate(CALLERS.items())
        }
        return _called(one.url, keys, options.seconds)


def _called(url: str, keys: dict[str, str], seconds: float) -> Result:
    import schemathesis

    schema = schemathesis.openapi.from_url(f"{url}/api/v1/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    until, found, turn = time.monotonic() + seconds, _Found(), 0
    while time.monotonic() < until:
        turn += 1
        for operation in operations:
            if time.monotonic() < until:
                _once(operation, keys, turn, found)
    result = Result()
    result.add("operations", len(operations), "")
    result.add("turns", turn, "")
    result.add("calls", len(found.took), "")
    for name, count in sorted(found.answers.items()):
        result.add(f"answers {name}", count, "")
    result.add("answer, p95", percentile(found.took, 0.95) * 1000, "ms")
    result.none("answers that break the description", sum(found.wrong.values()))
    result.facts["wrong"] = dict(found.wrong.most_common())
    for text, count in found.wrong.most_common(30):
        print(f"{count} x {text}")
    return result


class _Found:
    def __init__(self) -> None:
        self.answers, self.wrong = Counter[str](), Counter[str]()
        self.took: list[float] = []


def _once(operation: Any, keys: dict[str, str], turn: int, found: _Found) -> None:
    """One example, sent by each caller; the same seed gives the same example."""
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from schemathesis import checks
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    wanted = [checks.not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

    @seed(turn)
    @settings(
        max_examples=1, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy())
    def call(case: Any) -> None:
        for name, token in keys.items():
            began = time.monotonic()
            try:
                headers = {"Authorization": f"Bearer {token}"} if token else {}
                answer = case.call_and_validate(checks=wanted, headers=headers, timeout=TIMEOUT)
                found.answers[f"{answer.status_code // 100}xx"] += 1
            except Exception as error:
                said = str(getattr(error, "exceptions", [error])[0]).strip().splitlines()
                found.wrong[f"{operation.method.upper()} {operation.path} ({name}): {' '.join(said)[:300]}"] += 1
            found.took.append(time.monotonic() - began)

    call()
