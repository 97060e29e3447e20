"""What Prometheus may scrape; figures of the whole centre, read from the database at the time of asking."""

from django.db import connection
from prometheus_client import CollectorRegistry, Gauge

from haidang.kernel import clock, pulse

from . import facts

registry = CollectorRegistry()
up = Gauge("haidang_process_up", "1 when the process gave a sign of life within 10 s", ["process"], registry=registry)
age = Gauge("haidang_process_pulse_age_seconds", "Age of the last sign of life", ["process"], registry=registry)
lag = Gauge("haidang_rules_lag_seconds", "Age of the oldest batch the rules have not seen", registry=registry)
waiting = Gauge("haidang_batches_waiting", "Batches the rules have not seen", registry=registry)
alerts = Gauge("haidang_alerts_open", "Alerts not closed", ["severity"], registry=registry)
incidents = Gauge("haidang_incidents_open", "Incidents not closed", registry=registry)
events = Gauge("haidang_journal_seq", "Number of the last row of the journal", registry=registry)
jobs = Gauge("haidang_jobs", "Jobs in the queue by state", ["state"], registry=registry)
process_state = Gauge(
    "haidang_process_state", "Figures a process tells of itself", ["process", "figure"], registry=registry
)


def refresh() -> None:
    for beat in pulse.last().values():
        up.labels(beat.process).set(beat.is_fresh())
        age.labels(beat.process).set((clock.now() - beat.at).total_seconds())
        for name, figure in beat.state.items():
            if isinstance(figure, int | float):
                process_state.labels(beat.process, name).set(figure)
    lag.set(facts.rules_lag_seconds())
    waiting.set(_number("SELECT count(*) FROM batch"))
    incidents.set(_number("SELECT count(*) FROM incident WHERE closed_at IS NULL"))
    events.set(_number("SELECT coalesce(max(seq), 0) FROM event"))
    for level in range(1, 5):
        alerts.labels(str(level)).set(
            _number("SELECT count(*) FROM alert WHERE state <> 'closed' AND severity = %s", level)
        )
    for state in ("todo", "doing", "failed"):
        jobs.labels(state).set(_number("SELECT count(*) FROM procrastinate_jobs WHERE status::text = %s", state))


def _number(question: str, *args: str | int) -> float:
    with connection.cursor() as cursor:
        cursor.execute(question, args)
        row = cursor.fetchone()
    return float(row[0]) if row else 0.0
