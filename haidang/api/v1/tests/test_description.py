"""The API does what its own description says, whatever it is sent."""

import socket

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from ninja import Schema
from schemathesis import checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from haidang.core.directory.roles import facts
from haidang.core.incidents import actions as incidents
from haidang.core.rules.tests.watched import says
from haidang.core.sharing import actions as sharing

from .calling import with_key

CHECKS = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 2
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def described(watched):
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # the test's transaction would be closed with its connection
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def real(watched, queue, monkeypatch):
    """Names of rows that are there, by the first word of the address."""

    def unknown(*address, **kinds):
        raise OSError("no names are looked up here")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    watched.start(says())
    watched.measured((0, 80))
    incident = incidents.open_incident(watched.officer, watched.hd.here, title="Cây đổ", severity=3)
    task = incidents.create_task(watched.officer, incident, watched.hd.branch, "Dọn cây")
    watched.send((0, 1.0), thing="AQ-777")
    administrator = watched.hd.officer("administrator", watched.hd.centre, watched.hd.province)
    hook = sharing.create_webhook(administrator, "https://hooks.example/", events=["alert.*"])
    exercise = sharing.start_exercise(administrator, watched.hd.province, scenario_key="pm25_episode")
    return {
        "places": {"key": "26506"},
        "offices": {"code": "IOC"},
        "things": {"code": "AQ-001"},
        "series": {"thing": "AQ-001", "series": "pm25"},
        "sources": {"key": "tram-khi"},
        "strangers": {"code": "AQ-777"},
        "rules": {"number": watched.rule().pk},
        "alerts": {"code": watched.alert().code},
        "incidents": {"code": incident.code, "alert": watched.alert().code},
        "tasks": {"code": task.code},
        "webhooks": {"number": hook.pk},
        "exercises": {"code": exercise.code},
    }


@pytest.mark.timeout(600)
def test_every_answer_is_one_that_is_described(described, real):
    """For a key that reads everything, one that may next to nothing, and one that may all."""
    callers = [with_key("read", "read.events", "read.personal"), with_key("ingest"), with_key(*sorted(facts().scopes))]
    called = 0
    for found in described.get_all_operations():
        operation = found.ok()
        called += _called(operation, real.get(operation.path.split("/")[3], {}), callers)
    assert called > 60 * EXAMPLES / 2


def _called(operation, names, callers):
    """How often the operation was called; every second time about rows that are there."""
    count = 0

    @BOUNDED
    @given(case=operation.as_strategy())
    def conforms(case):
        nonlocal count
        count += 1
        if count % 2:
            case.path_parameters |= {name: names[name] for name in case.path_parameters if name in names}
        for caller in callers:
            case.call_and_validate(checks=CHECKS, headers=caller.headers)

    conforms()
    return count


def test_the_description_is_openapi_3_1(described):
    described.validate()
    raw = described.raw_schema
    assert raw["openapi"].startswith("3.1")
    for path, operations in raw["paths"].items():
        for method, operation in operations.items():
            assert {"401", "403", "404", "422"} <= set(operation["responses"]), (method, path)
            assert operation["security"], (method, path)


def test_no_two_shapes_are_described_under_one_name():
    """The description names a shape by its class: the second of two namesakes would be described as the first."""
    shapes: dict[str, set[str]] = {}
    open_ = [Schema]
    while open_:
        for one in open_.pop().__subclasses__():
            open_.append(one)
            if one.__module__.startswith("haidang.api.v1"):
                facts = one.model_json_schema()
                shapes.setdefault(one.__name__, set()).add(repr((facts.get("properties"), facts.get("required"))))
    assert [name for name, several in shapes.items() if len(several) > 1] == []
