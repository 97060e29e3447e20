"""What rolls of schools come to: by level, low, and not told."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from haidang.core.things.models import Thing
from haidang.domains.education.schools import School, Site, calendar, levels
from haidang.kernel import clock


def roll(value: float | None, *, days: int = 0) -> Any:
    return None if value is None else SimpleNamespace(value=value, at=clock.now() - timedelta(days=days))


def school(share: float | None, pupils: int = 100, *, level: str = "Tiểu học", days: int = 0) -> School:
    return School(Thing(fields={"level": level, "pupils": pupils}), roll(share, days=days), None)


def test_a_level_is_weighed_by_its_pupils_and_counts_who_told() -> None:
    [found] = levels([school(100, 300), school(80, 100), school(None), school(50, days=9)])
    assert found.share == 95
    assert (found.told, len(found.schools), found.severity) == (2, 4, None)


def test_low_and_missing_rolls_stand_out() -> None:
    assert [school(one).severity for one in (99, 92, 84)] == [None, 3, 2]
    assert school(None).severity == 4
    assert school(99, days=5).severity == 4


def test_a_site_without_a_day_of_exam_says_nothing() -> None:
    thing = Thing(fields={"candidates": 200})
    assert Site(thing, None).share is None
    assert Site(thing, roll(10)).share == 95
    assert Site(Thing(fields={}), roll(10)).share is None


def test_the_calendar_has_exams_to_come_first_and_says_which_have_no_day() -> None:
    def site(exam: str, first: str = "", last: str = "") -> Site:
        return Site(
            Thing(fields={"exam": exam, "first_day": first, "last_day": last, "candidates": 100, "rooms": 4}), None
        )

    given = [site("qua", "2026-11-01"), site("chưa rõ"), site("sắp", "2026-12-18", "2026-12-19"), site("nay", "2026-11-20", "2026-11-23"),
             site("sắp", "2026-12-18", "2026-12-19")]  # fmt: skip
    with clock.frozen(datetime(2026, 11, 22, 9, tzinfo=clock.HO_CHI_MINH)):
        found = [(one.name, one.days_left, one.candidates) for one in calendar(given)]
    assert found == [("nay", 0, 100), ("sắp", 26, 200), ("chưa rõ", None, 100), ("qua", -21, 100)]
