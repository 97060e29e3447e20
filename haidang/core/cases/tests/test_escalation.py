"""Who is told of a deadline, and when: whoever holds it, then who leads the office, then the centre, by data."""

from haidang.core.cases import actions, jobs
from haidang.core.cases.tests.counter import TIMERS, domain, procedure
from haidang.core.directory.models import Person
from haidang.core.notices.models import Notice
from haidang.kernel.clock import frozen

from .counter import MONDAY
from .test_clocks_of_cases import at


def told():
    """(who, title) of the notices of the program, in order."""
    rows = Notice.objects.filter(kind="case.escalate").order_by("pk")
    return [
        (one.to_role or (one.to_person.account if one.to_person else one.to_office.code), one.title_vi) for one in rows
    ]


def taken(counter):
    with frozen(MONDAY):
        case = actions.move(counter.centre, counter.open(), "take")
        return actions.assign(counter.clerk, case, Person.objects.get(pk=counter.clerk.id))


def watch(moment):
    with frozen(at(moment)):
        jobs.watch_clocks()


def test_the_holder_then_the_lead_then_the_centre_each_once(counter):
    case = taken(counter)
    clerk = Person.objects.get(pk=counter.clerk.id).account
    watch("mon2 14:00")
    assert told() == [(clerk, f"{case.code} sắp đến hạn")]
    watch("tue2 08:00")
    assert told()[1:] == [(clerk, f"{case.code} quá hạn"), ("team_lead", f"{case.code} quá hạn")]
    watch("tue2 16:00")
    assert len(told()) == 3
    watch("wed2 08:00")
    watch("wed2 08:01")
    assert told()[3:] == [("shift_lead", f"{case.code} quá hạn")]


def test_a_procedure_says_when_its_centre_is_told(counter):
    slow = [TIMERS[0], TIMERS[1] | {"centre_after": "3wd"}]
    counter.take(domain(procedures=[procedure("rubbish", timers=slow), procedure("drain")]))
    taken(counter)
    for moment in ("mon2 14:00", "tue2 08:00", "wed2 17:30"):
        watch(moment)
    assert "shift_lead" not in [who for who, _title in told()]


def test_the_province_lets_the_centre_know_of_urgent_ones_sooner(counter):
    case = taken(counter)
    with frozen(at("mon 10:00")):
        actions.sort(counter.centre, case, case.procedure, grade="urgent")
    watch("mon 14:45")
    watch("mon 15:45")
    assert [who for who, _title in told()][1:] == ["team_lead", "shift_lead"]


def test_who_has_answered_in_time_is_left_alone(counter):
    case = taken(counter)
    with frozen(at("tue 10:00")):
        actions.move(counter.clerk, case, "finish", text="Xong")
    watch("wed2 08:00")
    assert told() == []
