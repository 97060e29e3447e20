"""What health says, by the processes' own signs of life, through a real server."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from prometheus_client.parser import text_string_to_metric_families

import haidang
from haidang.api.health import facts, metrics
from haidang.core.directory.tests.small_province import SmallProvince
from haidang.core.incidents import actions as incidents
from haidang.kernel import clock, pulse

pytestmark = [pytest.mark.processes]


@pytest.fixture
def alive(server):
    for name in facts.NEEDED:
        pulse.beat(name, turns=3)
    return server


def test_all_is_well_when_all_give_signs_of_life(alive):
    answer = alive.get("/healthz")
    said = answer.json()
    assert (answer.status_code, said["status"], said["version"]) == (200, "ok", haidang.__version__)
    assert said["database"] == {"up": True}
    assert all(said[name]["up"] for name in ("rules", "worker", "intake"))
    assert said["rules"]["lag_seconds"] == 0
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", facts.NEEDED)
def test_a_silent_process_is_named(alive, name):
    with clock.frozen(clock.now() - timedelta(seconds=11)):
        pulse.beat(name)
    answer = alive.get("/healthz")
    said = answer.json()
    assert (answer.status_code, said["status"], said[name]["up"]) == (503, "degraded", False)
    assert "no sign of life" in said[name]["why"]


def test_what_never_started_is_named(server):
    answer = server.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["worker"] == {"up": False, "why": "it has not started"}


def test_rules_that_fall_behind_are_not_well(alive, monkeypatch):
    monkeypatch.setattr(facts, "rules_lag_seconds", lambda: 12.0)
    answer = alive.get("/healthz")
    assert (answer.status_code, answer.json()["rules"]["lag_seconds"]) == (503, 12.0)


def test_without_its_database_it_says_down(alive, monkeypatch):
    def gone():
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(facts, "health", gone)
    monkeypatch.setattr(metrics, "refresh", gone)
    answer = alive.get("/healthz")
    assert (answer.status_code, answer.json()["status"], answer.json()["database"]["up"]) == (503, "down", False)
    assert alive.get("/metrics").status_code == 503


def test_metrics_are_fit_for_prometheus(alive, hd: SmallProvince):
    officer = hd.officer("duty_officer", hd.centre, hd.province)
    incidents.open_incident(officer, hd.here, title="Cây đổ", severity=3)
    answer = alive.get("/metrics")
    families = {one.name: one for one in text_string_to_metric_families(answer.text)}
    assert answer.headers["content-type"].startswith("text/plain")
    up = {one.labels["process"]: one.value for one in families["haidang_process_up"].samples}
    assert {name: value for name, value in up.items() if not name.startswith("web-")} == {
        "rules": 1.0, "worker": 1.0, "intake": 1.0,
    }  # fmt: skip
    assert families["haidang_incidents_open"].samples[0].value == 1
    assert families["haidang_journal_seq"].samples[0].value >= 1
    assert {one.labels["severity"] for one in families["haidang_alerts_open"].samples} == {"1", "2", "3", "4"}
    assert ("turns", 3.0) in {(one.labels["figure"], one.value) for one in families["haidang_process_state"].samples}
