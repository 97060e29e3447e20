"""A province of one's own: what is wrong in it is said with file, path, value and remedy."""

import contextlib
import re
import shutil

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from haidang.kernel.strict import ManifestError
from haidang.provinces import pack as provinces
from haidang.provinces.outlines import distance_m
from haidang.provinces.tables import read_mapping, read_places


@pytest.fixture
def folder(tmp_path):
    """A third province, made by copying."""
    return shutil.copytree(provinces.HERE / "demo", tmp_path / "mine")


def rewrite(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_third_province_needs_no_code(folder, monkeypatch):
    rewrite(folder, "province.toml", 'key = "demo"', 'key = "mine"')
    rewrite(folder, "province.toml", "Tỉnh Hải Đăng (hư cấu)", "Tỉnh của tôi")
    monkeypatch.setenv("HAIDANG_PROVINCE", str(folder))
    provinces.chosen.cache_clear()
    try:
        assert provinces.chosen().province.name.vi == "Tỉnh của tôi"
    finally:
        provinces.chosen.cache_clear()


def test_a_province_needs_no_people_and_no_stations(folder):
    for file in ("people.toml", "units.toml", "roster.toml", "things.toml"):
        (folder / file).unlink()
    shutil.rmtree(folder / "things")
    pack = provinces.load(folder)
    assert (pack.people, pack.units, pack.roster, pack.things) == ([], [], None, [])


def test_a_province_may_have_holidays_of_its_own(folder):
    text = '[[holidays]]\non = 2026-12-03\nname = { vi = "Ngày hội", en = "Fair" }\nsource = "tỉnh"\ntrust = "F"\n'
    (folder / "holidays.toml").write_text(text)
    assert "Ngày hội" in [holiday.name.vi for holiday in provinces.load(folder).holidays]


def test_an_old_ward_may_be_divided_between_two_communes(folder):
    rewrite(
        folder, "places.csv", "Ward 1,ward,77.747,,,,,2025-07-01,26506", "Ward 1,ward,77.747,,,,,2025-07-01,26506 26526"
    )
    rewrite(folder, "mapping.csv", "77.747.26506,26506,false", "77.747.26506,26506,true\n77.747.26506,26526,true")
    assert [merger.new for merger in provinces.load(folder).mergers if merger.divided] == ["26506", "26526"]


def test_an_unknown_province_names_the_known_ones():
    with pytest.raises(ManifestError, match="binhphuoc, demo"):
        provinces.load("atlantis")


BROKEN = {
    "unknown key": ("province.toml", 'key = "demo"', 'kye = "demo"', "kye", "did you mean key"),
    "missing crest": ("province.toml", "crest.svg", "no.svg", "crest", "the file is missing"),
    "box turned round": ("province.toml", "106.94, 10.28", "108.94, 10.28", "bbox", "west, south, east, north"),
    "closing before opening": (
        "province.toml",
        "closes = 11:30:00",
        "closes = 06:30:00",
        "working_hours",
        "close after",
    ),
    "hours that overlap": (
        "province.toml",
        "opens = 13:00:00",
        "opens = 11:00:00",
        "working_hours[1].opens",
        "overlap",
    ),
    "emergency office": ("province.toml", '"cap-cuu-115"', '"cap-cuu-116"', "emergency", "did you mean cap-cuu-115"),
    "not the province": ("province.toml", 'place = "HD"', 'place = "77"', "place", "valid today"),
    "not TOML": ("offices.toml", "[[offices]]", "[[offices", "(file)", "not valid TOML"),
    "office kind": ("offices.toml", '"department"', '"ministry"', "offices[0].kind", "Invalid enum value 'ministry'"),
    "office parent": ("offices.toml", 'parent = "ubnd-HD"', 'parent = "ubnd-HQ"', "offices.vp-ubnd.parent", "ubnd-HD"),
    "office place": (
        "offices.toml",
        'place = "HD"',
        'place = "26507"',
        "offices.vp-ubnd.place",
        "there is no such place",
    ),
    "office above itself": (
        "offices.toml",
        'parent = "ubnd-HD"',
        'parent = "vp-ubnd"',
        "offices.vp-ubnd.parent",
        "circle",
    ),
    "agency code": ("offices.toml", '"H99.50"', '"99.50"', "agency[0].codes", "H99"),
    "agency office": (
        "offices.toml",
        'hcc-tinh = "H99.50"',
        'hcc-tnih = "H99.50"',
        "agency[0].codes.hcc-tnih",
        "did you mean hcc-tinh",
    ),
    "agency code twice": (
        "offices.toml",
        '"H99.50"',
        '"H99.1"',
        "agency[0].codes.hcc-tinh",
        "vp-ubnd has H99.1 on the same day",
    ),
    "office twice": ("offices.toml", '"so-tu-phap"', '"so-noi-vu"', "offices.so-noi-vu.code", "twice"),
    "office successor": ("offices.toml", '["so-khcn"]', '["so-xyz"]', "offices.so-tttt.successors", "no such office"),
    "successor too late": (
        "offices.toml",
        "valid_from = 2025-03-01",
        "valid_from = 2025-04-01",
        "successors",
        "first day after",
    ),
    "heir without an end": (
        "offices.toml",
        "valid_to = 2025-03-01\n",
        "",
        "offices.so-tnmt.successors",
        "give valid_to",
    ),
    "brace in a pattern": ("offices.toml", '"ubnd-{place}"', '"ubnd-{code}"', "in_each[0].code", "{place}, {parent}"),
    "no code in a pattern": ("offices.toml", '"ca-{place}"', '"công an-{place}"', "in_each[8].code", "a code is"),
    "header": ("places.csv", "code,gso", "id,gso", "line 1", "write the header"),
    "cell too many": ("places.csv", "Ward 1,ward", "Ward 1,,ward", "line 10", "exactly 12 cells"),
    "empty line": ("places.csv", "77.747.26506,", "\n77.747.26506,", "line 10", "without empty lines"),
    "place kind": ("places.csv", "Ward 1,ward", "Ward 1,quarter", "line 10.kind", "Invalid enum value"),
    "place code": ("places.csv", "77.747.26508", "phường-508", "line 11.code", "matching regex"),
    "latitude": ("places.csv", "10.3565", "103.565", ".lat", "<= 90"),
    "latitude not a number": ("places.csv", "10.3565", "nan", "line", ""),
    "date": ("places.csv", "2025-07-01,HD", "1/7/2025,HD", "line 2.valid_to", "date"),
    "place parent": ("places.csv", "Ward 1,ward,77.747", "Ward 1,ward,77.74", "line 10.parent", "77.747"),
    "place without parent": ("places.csv", "Ward 1,ward,77.747", "Ward 1,ward,", "line 10.parent", "only a province"),
    "place twice": ("places.csv", "77.747.26508,26508", "77.747.26506,26508", "line 11.code", "twice"),
    "mapping to nowhere": ("mapping.csv", "77.747.26506,26506", "77.747.26506,26500", "line 2.new", "no such place"),
    "divided in one part": ("mapping.csv", "26506,false", "26506,true", "line 2.divided", "several rows"),
    "divided in words": ("mapping.csv", "26506,false", "26506,maybe", "line 2.divided", "bool"),
    "duty role": ("people.toml", '"auditor"', '"a spy"', "duties[0].role", "matching regex"),
    "duty office": (
        "people.toml",
        'office = "thanh-tra", place',
        'office = "thanh-cha", place',
        "duties[0].office",
        "thanh-tra",
    ),
    "duty place": ("people.toml", 'place = "26506"', 'place = "2650"', "duties[0].place", "did you mean"),
    "account twice": ("people.toml", '"trucban2"', '"trucban"', "account", "twice"),
    "unit member": ("units.toml", '["bomnuoc"]', '["bomnuocc"]', "units[0].members[0]", "bomnuoc"),
    "unit far away": ("units.toml", "lat = 10.392", "lat = 11.392", "units[0].place", "km outside 26536"),
    "thing in the wrong commune": (
        "things.toml",
        'place = "26506"',
        'place = "26732"',
        "things[0].place",
        "nearest: 26506",
    ),
    "thing source": ("things.toml", 'source = "demo_air"', 'source = "demo_sea"', "things[0].source", "no such source"),
    "thing office": ("things.toml", 'office = "dien-luc"', 'office = "dien"', "office", "no such office"),
    "thing twice": ("things.toml", '"AQ-002"', '"AQ-001"', "things[1].code", "twice"),
    "thing code": ("things.toml", '"AQ-002"', '"AQ 002"', "things[1].code", "regex"),
    "roster account": ("roster.toml", '"trucban4"', '"trucban9"', "crews", "no such account"),
    "roster gap": ("roster.toml", "offset = 6", "offset = 4", "shifts", "nobody is on this shift"),
    "roster shift": ("roster.toml", '"morning", "morning"', '"dawn", "morning"', "cycle[0]", "no such shift"),
    "outline missing": ("communes.geojson", '"code":"26506"', '"code":"99999"', "features", "no such outline"),
    "outline kind": ("communes.geojson", '"type":"Polygon"', '"type":"Circle"', "geometry.type", "Polygon"),
    "not GeoJSON": ("land.geojson", '"features"', '"features', "(file)", "not valid GeoJSON"),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_wrong_is_said_with_file_path_and_remedy(folder, case):
    file, old, new, where, remedy = case
    rewrite(folder, file, old, new)
    with pytest.raises(ManifestError) as error:
        provinces.load(folder)
    assert error.value.file == str(folder / file)
    assert where in (error.value.path or "(file)")
    assert remedy in error.value.remedy
    assert error.value.remedy


def test_an_old_ward_without_a_row_in_the_mapping_is_found(folder):
    rewrite(folder, "mapping.csv", "77.747.26506,26506,false\n", "")
    with pytest.raises(ManifestError, match=r"line 10\.successors.*must agree"):
        provinces.load(folder)


@pytest.mark.parametrize("file", ["places.csv", "mapping.csv", "offices.toml", "communes.geojson", "land.geojson"])
def test_a_missing_file_is_named(folder, file):
    (folder / file).unlink()
    with pytest.raises(ManifestError, match=re.escape(file)) as error:
        provinces.load(folder)
    assert "missing" in error.value.remedy


def test_a_table_saved_by_a_spreadsheet_is_read(folder):
    path = folder / "places.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(provinces.load(folder).places) == 116


def test_a_table_that_is_not_utf_8_is_refused(folder):
    (folder / "places.csv").write_bytes("code,gso\nx,Xã".encode("latin-1"))
    with pytest.raises(ManifestError, match="save the file as UTF-8"):
        provinces.load(folder)


@given(st.binary(max_size=300))
@example(b'"')
def test_any_bytes_are_a_table_or_an_error_that_says_why(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("t") / "mapping.csv"
    path.write_bytes(content)
    for read in (read_mapping, read_places):
        with contextlib.suppress(ManifestError):
            read(path)


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.floats(0.001, 1))
def test_inside_is_no_distance_and_outside_grows_with_it(lon, lat, beyond):
    square = [[[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]]]
    assert distance_m(square, lon, lat) == 0
    assert distance_m(square, lon, 1 + beyond) == pytest.approx(beyond * 111_195, rel=1e-6)
