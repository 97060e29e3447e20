from datetime import date

import pytest

from haidang.core.directory.models import Office, Place
from haidang.core.directory.queries import (
    commune_at,
    office_on,
    office_tree,
    offices,
    offices_for,
    place_on,
    places,
    predecessors_on,
    successors_on,
)
from haidang.kernel.action import PUBLIC
from haidang.kernel.geo import Point
from haidang.kernel.text import folded, sort_key

BEFORE, SINCE = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def reform(hd):
    """Two wards before the reform; one of them went to both communes of today."""
    old = Place.objects.create(
        key="77", code="77", kind="province", path="77/", name_vi="Tỉnh cũ", folded="tinh cu", valid_to=SINCE
    )
    wards = {}
    for code, name in (("26506", "Phường 1"), ("26508", "Phường Thắng Tam")):
        wards[code] = Place.objects.create(
            key=f"77.{code}", code=code, kind="ward", parent=old, path=f"77/{code}/", name_vi=name, name_en=name,
            folded=folded(name), sort_key=sort_key(name), valid_to=SINCE,
        )  # fmt: skip
    wards["26506"].successors.add(hd.here)
    wards["26508"].successors.add(hd.here, hd.elsewhere)
    return wards


def test_a_code_means_another_place_before_the_reform(hd, reform):
    assert place_on("26506", BEFORE) == reform["26506"]
    assert place_on("26506", SINCE) == hd.here
    assert place_on("77.26506", BEFORE) == reform["26506"]
    assert place_on("77.26506", SINCE) is None
    assert place_on("99999", SINCE) is None


def test_successors_and_predecessors_lead_both_ways(hd, reform):
    assert successors_on(reform["26508"], SINCE) == [hd.elsewhere, hd.here]
    assert predecessors_on(hd.here, BEFORE) == [reform["26506"], reform["26508"]]
    assert successors_on(hd.here, SINCE) == [hd.here]
    assert predecessors_on(hd.province, BEFORE) == []


def test_places_are_found_without_diacritics_and_as_of_a_day(hd, reform):
    assert list(places(PUBLIC, words="thang TAM", on=BEFORE)) == [reform["26508"]]
    assert list(places(PUBLIC, words="vung tau")) == [hd.here]
    assert not places(PUBLIC, words="thang tam").exists()


def test_places_are_sorted_as_a_vietnamese_reader_expects(hd):
    for code, name in (("1", "Đất Đỏ"), ("2", "Dầu Giây"), ("3", "Ấp Bắc"), ("4", "An Ngãi")):
        Place.objects.create(
            key=code, code=code, kind="commune", path=f"HD/{code}/", name_vi=name, folded=folded(name),
            sort_key=sort_key(name),
        )  # fmt: skip
    assert [place.name_vi for place in places(PUBLIC, kind="commune")] == ["An Ngãi", "Ấp Bắc", "Dầu Giây", "Đất Đỏ"]


def test_offices_stand_in_a_tree(hd):
    tops = {branch.office.code: branch for branch in office_tree(PUBLIC)}
    assert [branch.office.code for branch in tops["SNNMT"].children] == ["CCBVMT"]
    assert "CCBVMT" not in tops


def test_an_office_that_ended_leads_to_its_successor(hd):
    old = Office.objects.create(
        code="STNMT",
        kind="department",
        place=hd.province,
        name_vi="Sở TNMT",
        name_en="DONRE",
        valid_to=date(2025, 3, 1),
    )
    old.successors.add(hd.department)
    assert office_on("STNMT", date(2025, 2, 1)) == old
    assert office_on("STNMT", SINCE) == hd.department
    assert old not in offices(PUBLIC)


def test_the_office_for_a_domain_is_the_nearest(hd):
    Office.objects.filter(code__in=["SNNMT", "UBND-26506"]).update(fields=["environment"])
    assert [office.code for office in offices_for("environment", hd.here)] == ["UBND-26506", "SNNMT"]
    assert [office.code for office in offices_for("environment", hd.elsewhere)] == ["SNNMT"]


def test_a_point_lies_in_its_commune(hd):
    assert commune_at(Point(107.0843, 10.3460)) == hd.here
    assert commune_at(Point(107.17, 10.498)) == hd.elsewhere
    assert commune_at(Point(109.5, 9.0)) is None
