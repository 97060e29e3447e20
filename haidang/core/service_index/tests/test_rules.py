"""The score rule and the on-time rules, against a slow plain re-count."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import pytest
from django.db.models import BooleanField
from hypothesis import given
from hypothesis import strategies as st

from haidang.core.service_index import counting, facts, periods
from haidang.core.service_index.dossiers import Plain, Worked, last_moment
from haidang.core.service_index.models import DossierFacts
from haidang.kernel import clock
from haidang.kernel.action import Invalid
from haidang.kernel.clock import HO_CHI_MINH

START = datetime(2026, 11, 2, 8, 0, tzinfo=HO_CHI_MINH)


def at(hour):
    return START + timedelta(hours=hour)


@given(st.floats(0, 1), st.floats(0.5, 20), st.none() | st.floats(1, 100))
def test_points_follow_the_share_up_to_the_target(share, most, target):
    given_ = facts.points(share, most, target)
    full = 100 if target is None else target
    if share * 100 >= full:
        assert given_ == round(most, 2)
    else:
        assert given_ == pytest.approx(share * 100 / full * most, abs=0.006)
    assert 0 <= given_ <= round(most, 2)


def test_points_of_the_decision():
    assert (facts.points(0.8, 2, 80), facts.points(0.4, 2, 80), facts.points(0.9, 20, 100)) == (2, 1, 18)


def test_the_groups_make_a_hundred_and_name_what_is_unknown():
    index = facts.index()
    assert sum(group.max for group in index.groups) == 100
    assert {one.key for one in index.indicators() if one.max is None and one.formula == "share"} == {
        "3.1",
        "3.2",
        "3.3",
    }
    assert [index.class_of(total).vi for total in (95, 90, 80, 70, 50, 49.9, 0)] == [
        "Xuất sắc", "Xuất sắc", "Tốt", "Khá", "Trung bình", "Yếu", "Yếu",
    ]  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What happened to a dossier, in hours from its acceptance; the last request may still be open."""

    promised: int | None
    ended: int | None
    asked: tuple[tuple[int, int | None], ...] = ()


def some(chance: Random) -> Told:
    ended = chance.choice([None, chance.randrange(400)])
    span = 400 if ended is None else ended + 1
    moments = sorted(chance.sample(range(span), min(2 * chance.randrange(3), span)))
    pairs = list(zip(moments[::2], moments[1::2], strict=False))
    if pairs and ended is None and chance.random() < 0.5:
        pairs[-1] = (pairs[-1][0], None)
    return Told(chance.choice([None, chance.randrange(400)]), ended, tuple(pairs))


def slow(one: Told, until: int) -> bool | None:
    """On time or not by the words of the decision; None where nothing says until when."""
    asked = [ask for ask, _answer in one.asked if ask <= until]
    if len(asked) >= 2:
        return False
    if one.promised is None:
        return None
    waiting = [ask for ask, answer in one.asked if answer is None and ask <= until]
    if one.ended is not None and one.ended <= until:
        return one.ended <= one.promised
    return (waiting[0] if waiting else until) <= one.promised


def row(number: int, one: Told) -> DossierFacts:
    """As `noting` keeps it, of a case that is not there."""
    waits = next((ask for ask, answer in one.asked if answer is None), None)
    stopped = one.ended if one.ended is not None else waits
    plain = {name.name: False for name in DossierFacts._meta.fields if isinstance(name, BooleanField)}
    moment = {
        "ended_at": one.ended, "stopped_at": stopped, "promised_at": one.promised,
        "asked_twice_at": one.asked[1][0] if len(one.asked) > 1 else None,
    }  # fmt: skip
    given = {name: None if hour is None else at(hour) for name, hour in moment.items()}
    return DossierFacts(case_id=number, office_id=1, received_at=START, channel="2", **plain, **given)


def judged(told: list[Told], until: int) -> list[tuple[bool | None, str]]:
    """What SQL says of each: whether it is on time, and why."""
    DossierFacts.objects.bulk_create(row(number, one) for number, one in enumerate(told, 1))
    try:
        with clock.frozen(at(until)):
            rows = counting.explained("on_time", periods.read("2026"))
            return list(rows.values_list("counts", "why"))
    finally:
        DossierFacts.objects.all().delete()


@pytest.mark.parametrize("until", [0, 130, 260, 420])
def test_on_time_is_what_a_slow_count_says(db, until):
    chance = Random(until)
    told = [some(chance) for _ in range(300)]
    assert [good for good, _why in judged(told, until)] == [slow(one, until) for one in told]


def test_each_reason_is_named(db):
    told = {
        "xong trong hạn": Told(10, 9),
        "xong sau hạn": Told(10, 11),
        "đang xử lý, còn hạn": Told(300, None),
        "đang xử lý, đã quá hạn": Told(10, None),
        "chờ bổ sung, yêu cầu trong hạn": Told(10, None, ((9, None),)),
        "chờ bổ sung, yêu cầu sau hạn": Told(10, None, ((11, None),)),
        "yêu cầu bổ sung quá một lần": Told(300, 50, ((2, 3), (4, 5))),
        "không có hạn trong danh mục, không tính": Told(None, 5),
    }
    assert [why for _good, why in judged(list(told.values()), 200)] == list(told)
    assert judged([Told(10, 10), Told(10, 250)], 200) == [(True, "xong trong hạn"), (False, "đang xử lý, đã quá hạn")]


@pytest.mark.parametrize("time", [Plain, Worked])
def test_the_last_moment_within_a_limit_is_where_a_walk_through_hours_ends(time):
    chance = Random(7)
    for _ in range(40):
        hours = sorted(chance.sample(range(400), 2 * chance.randrange(3)))
        waits = [(at(ask), at(answer)) for ask, answer in zip(hours[::2], hours[1::2], strict=True)]
        limit = timedelta(hours=chance.randrange(1, 60))
        last = last_moment(START, limit, waits, time)

        def used(end, waits=waits):
            waited = [time.between(ask, min(answer, end)) for ask, answer in waits if ask < end]
            return time.between(START, end) - sum(waited, timedelta(0))

        assert used(last) <= limit < used(last + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [("2026-11", "2026-11-01", "2026-11-30"), ("2026-Q1", "2026-01-01", "2026-03-31"), ("2026-Q4", "2026-10-01", "2026-12-31"),
     ("2026", "2026-01-01", "2026-12-31"), ("2024-02", "2024-02-01", "2024-02-29"), ("2026-12", "2026-12-01", "2026-12-31")],
)  # fmt: skip
def test_a_period_has_its_days(key, first, last):
    one = periods.read(key)
    assert (one.first.isoformat(), one.last.isoformat()) == (first, last)


@pytest.mark.parametrize("key", ["", "2026-13", "2026-00", "2026-Q5", "26-1", "2026-1", "x", "2026-11-01", "9999"])
def test_what_is_no_period_is_refused(key):
    with pytest.raises(Invalid):
        periods.read(key)
