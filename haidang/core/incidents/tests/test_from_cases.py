"""An urgent report becomes an incident when a person has taken it up, and once."""

import pytest

from haidang.core.cases import actions as cases
from haidang.core.incidents import actions
from haidang.core.incidents.cases import incident_of
from haidang.core.incidents.models import Incident
from haidang.kernel.action import NotPossible


@pytest.fixture
def counter(db):
    from haidang.core.cases.tests.counter import build  # models load after pytest has set Django up

    return build()


def test_an_urgent_report_becomes_an_incident_once_it_is_taken_up(counter):
    case = counter.open(grade="urgent")
    assert incident_of(case) is None
    cases.move(counter.centre, case, "take")
    incident = incident_of(case)
    assert (incident.severity, incident.origin, incident.title, incident.place) == (1, "report", case.title, case.place)
    assert incident.point == case.point
    cases.sort(counter.centre, case, case.procedure, grade="urgent")
    assert Incident.objects.count() == 1
    assert "mở sự cố" in case.lines.filter(kind="auto").order_by("-pk").first().text_vi


def test_what_turns_out_to_be_urgent_becomes_one_then(counter):
    case = counter.open()
    cases.move(counter.centre, case, "take")
    assert not Incident.objects.exists()
    cases.sort(counter.centre, case, case.procedure, grade="urgent")
    assert incident_of(case).severity == 1


def test_an_officer_opens_one_from_any_report_and_a_second_is_refused(counter):
    case = counter.open()
    incident = actions.open_incident(counter.centre, case)
    assert incident.log.first().text.vi.endswith(f"(từ phản ánh {case.code})")
    with pytest.raises(NotPossible, match=incident.code):
        actions.open_incident(counter.centre, case)


def test_the_same_matter_close_by_is_counted_to_the_incident_that_is_open(counter):
    first, second, other = (
        counter.open(grade="urgent"),
        counter.open(grade="urgent"),
        counter.open("drain", grade="urgent"),
    )
    for case in (first, second, other):
        cases.move(counter.centre, case, "take")
    assert incident_of(second) == incident_of(first)
    assert incident_of(other) != incident_of(first)
    assert "đưa vào sự cố" in second.lines.filter(kind="auto").order_by("-pk").first().text_vi
