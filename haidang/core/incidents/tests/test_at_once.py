"""Several people acting at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from haidang.core.audit.chain import verify
from haidang.core.incidents import actions
from haidang.core.incidents.models import Incident, Task
from haidang.kernel.action import NotPossible

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Run the works in threads that start together; their results or what they raised."""
    start = Barrier(len(works))

    def run(work):
        try:
            start.wait(10)
            return work()
        except NotPossible as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_incidents_opened_at_once_have_codes_of_their_own(desk):
    opened = at_once(*[desk.open] * 4)
    assert sorted(one.code[-4:] for one in opened) == ["0001", "0002", "0003", "0004"]
    assert verify()[1] is None


def test_one_unit_goes_to_one_incident(desk):
    first, second = desk.open(), desk.open()
    results = at_once(
        lambda: actions.send_unit(desk.officer, first, desk.crew),
        lambda: actions.send_unit(desk.lead, second, desk.crew),
    )
    assert {type(one) for one in results} == {Task, NotPossible}
    assert Task.objects.count() == 1


def test_two_who_close_at_once_close_it_once(desk):
    incident = desk.open(playbook=("", ""))
    ending = {"outcome": "Xong", "lessons": "Không"}
    results = at_once(
        lambda: actions.close(desk.officer, incident, **ending), lambda: actions.close(desk.lead, incident, **ending)
    )
    assert {type(one) for one in results} == {Incident, NotPossible}
    assert incident.log.count() == 2


def test_a_step_ticked_by_two_is_ticked_once(desk):
    incident = desk.open()
    step = desk.step(incident, "confirm")
    results = at_once(lambda: actions.tick(desk.officer, step), lambda: actions.tick(desk.lead, step))
    assert sum(isinstance(one, NotPossible) for one in results) == 1
