"""Many alerts in one turn."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from haidang.core.audit.chain import verify
from haidang.core.notices.models import Notice
from haidang.core.rules.tests.watched import SILENT, new_station, says

STATIONS = 60


def test_a_flood_costs_few_statements_and_tells_only_of_the_worst(watched, at):
    for number in range(2, STATIONS + 1):
        new_station(watched.hd, f"AQ-{number:03}", watched.station.source)
    watched.start(says(**SILENT), says())
    for number in range(1, STATIONS + 1):
        watched.send((0, 10.0), thing=f"AQ-{number:03}")
    watched.judge.turn()
    at(5)
    with CaptureQueriesContext(connection) as asked:
        watched.judge.turn()
    alerts = watched.alerts()
    assert [one.code for one in alerts] == [f"CB-261121-{number:04}" for number in range(1, STATIONS + 1)]
    assert Notice.objects.count() == 20
    assert len(asked) < STATIONS * 4
    at(6)
    for number in range(1, STATIONS + 1):
        watched.send((6, 10.0), thing=f"AQ-{number:03}")
    with CaptureQueriesContext(connection) as asked:
        watched.judge.turn()
    assert {one.state for one in watched.alerts()} == {"returned"}
    assert len(asked) < STATIONS
    assert verify()[1] is None
