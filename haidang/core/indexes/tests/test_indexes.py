"""Indexes as data with versions: self-scores with evidence, verified scores, gap and rank; what is unknown stays empty."""

import pytest

from haidang.core.indexes import actions, queries
from haidang.core.indexes.parts import part_of, parts_of
from haidang.core.indicators.tests.world import WHO
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.index_book import books


@pytest.fixture
def year(province):
    return actions.open_year(WHO, "dti-2022", 2025)


def test_each_version_has_its_own_parts_and_unknown_points_stay_empty():
    assert [one.code for one in books().values()] == ["dti-2025", "dti-2022", "dti-2020"]
    assert [one.max for one in books()["dti-2025"].parts] == [None] * 8
    assert sum(one.max or 0 for one in books()["dti-2022"].parts if not one.parent) == 1000


def test_scores_add_up_and_the_gap_says_where_most_is_to_be_had(year):
    actions.score(WHO, year, "awareness", 80, note="đủ")
    actions.score(WHO, year, "government", 120)
    actions.attach(WHO, year, "awareness", "Kế hoạch 12/KH-UBND")
    found = queries.sheet(WHO, year)
    by_key = {one.part.key: one for one in found.lines}
    assert (by_key["foundation"].own, by_key["activity"].own, found.own) == (80, 120, 200)
    assert [(one.part.key, one.gap) for one in found.gaps] == [("government", 80), ("awareness", 20)]
    assert [one.part.key for one in found.without_evidence] == ["government"]
    assert (found.known, found.unknown, found.scored) == (1000, 1, 2)


def test_verified_scores_come_after_sending_and_stand_beside_ones_own(year):
    with pytest.raises(NotPossible):
        actions.send(WHO, year)
    actions.score(WHO, year, "awareness", 80)
    with pytest.raises(NotPossible):
        actions.verify(WHO, year, "awareness", 70)
    actions.send(WHO, year)
    with pytest.raises(NotPossible):
        actions.score(WHO, year, "awareness", 90)
    actions.verify(WHO, year, "awareness", 70, note="thiếu minh chứng")
    actions.rank(WHO, year, 29, 63, source="công bố 2022")
    found = queries.sheet(WHO, queries.assessment("dti-2022", 2025))
    line = next(one for one in found.lines if one.part.key == "awareness")
    assert (line.own, line.verified, line.lost, line.gap) == (80, 70, 10, 30)
    assert (found.row.state, found.row.rank, found.row.ranked) == ("verified", 29, 63)


@pytest.mark.parametrize(
    ("part", "value"),
    [("awareness", 101), ("awareness", -1), ("awareness", float("nan")), ("foundation", 5), ("ghost", 1)],
)
def test_a_score_that_cannot_be_is_refused(year, part, value):
    with pytest.raises(Invalid):
        actions.score(WHO, year, part, value)


def test_the_province_fills_in_points_and_components_with_their_source(province):
    actions.set_points(WHO, "dti-2025", "awareness", 100, source="QĐ 405, phụ lục", trust="V")
    one = part_of("dti-2025", "awareness")
    assert (one.max, one.source, one.is_own) == (100, "QĐ 405, phụ lục", True)
    actions.add_component(WHO, "dti-2025", "awareness", "nt_1", "Người đứng đầu", "", 10, source="QĐ 405")
    keys = [part.key for part in parts_of("dti-2025")]
    assert keys[:2] == ["awareness", "nt_1"]
    actions.set_points(WHO, "dti-2025", "nt_1", 8, source="QĐ 405, phụ lục")
    own = part_of("dti-2025", "nt_1")
    assert (own.max, own.name.vi) == (8, "Người đứng đầu")
    with pytest.raises(Invalid):
        actions.add_component(WHO, "dti-2025", "awareness", "nt_1", "x", "", None, source="y")
    with pytest.raises(Invalid):
        actions.set_points(WHO, "dti-2025", "awareness", 2000, source="y")
    with pytest.raises(Invalid):
        actions.set_points(WHO, "dti-2025", "awareness", 10, source=" ")


def test_a_year_is_opened_once_and_not_before_its_version(year):
    with pytest.raises(NotPossible):
        actions.open_year(WHO, "dti-2022", 2025)
    with pytest.raises(Invalid):
        actions.open_year(WHO, "dti-2025", 2024)
    with pytest.raises(Invalid):
        actions.open_year(WHO, "ghost", 2025)
