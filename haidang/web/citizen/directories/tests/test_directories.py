"""The directories, by words without marks, by commune, from where one is."""

import pytest

from haidang.web.tests.browsing import read

pytestmark = pytest.mark.django_db


def test_one_search_looks_in_all_of_them(client, town):
    page = read(client.get("/app/directory/?q=vung tau"))
    assert "UBND phường Vũng Tàu" in page
    assert "Trạm Y tế phường Vũng Tàu" in page
    assert "Trường Tiểu học phường Vũng Tàu" in page


def test_words_need_no_marks(client, town):
    assert "Bệnh viện Nhi" not in read(client.get("/app/directory/health/?q=mat troi"))
    assert "Bệnh viện Mặt Trời" in read(client.get("/app/directory/health/?q=mat troi"))


def test_a_list_is_narrowed_to_a_commune_and_to_nothing(client, town):
    page = read(client.get("/app/directory/health/?place=26506"))
    assert "Bệnh viện Mặt Trời" in page
    assert "Bệnh viện đa khoa Hải Đăng" not in page
    assert "Không có nơi nào khớp" in read(client.get("/app/directory/schools/?q=khong co that"))


def test_the_nearest_come_first_where_one_says_where_one_is(client, town):
    here = town.counter.hd.here
    here.lon, here.lat = 107.078, 10.352
    here.save()
    client.post("/app/place/", {"place": here.key})
    page = read(client.get("/app/directory/health/"))
    assert page.index("Bệnh viện Mặt Trời") < page.index("Bệnh viện đa khoa Hải Đăng")
    assert "khoảng 0,0 km" in page
    assert 'href="geo:10.35200,107.07800' in page


def test_offices_have_their_hours(client, town):
    assert "thứ Hai – thứ Sáu 07:30–11:30" in read(client.get("/app/directory/offices/"))


def test_there_is_no_other_directory(client, town):
    assert client.get("/app/directory/people/").status_code == 404
