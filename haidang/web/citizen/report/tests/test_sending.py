"""Sending a report by the plain form, and all the ways in which that goes wrong."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from haidang.core.cases.models import Case, Party
from haidang.core.files.models import File
from haidang.core.files.tests.samples import VUNG_TAU, picture
from haidang.kernel.geo import Point
from haidang.web.citizen.report import guard
from haidang.web.citizen.report.stamps import read_stamp
from haidang.web.citizen.tests.town import HERE, SEA
from haidang.web.tests.browsing import read

pytestmark = pytest.mark.django_db

PHOTO = picture(place=False)


def refused(answer):
    return read(answer, 422)


def photo(body=PHOTO, name="hố ga.jpg"):
    return SimpleUploadedFile(name, body, "image/jpeg")


def test_the_form_needs_no_script_and_names_the_emergency_numbers(client, town):
    page = read(client.get("/app/report/"))
    assert 'enctype="multipart/form-data"' in page
    assert 'href="tel:114"' in page
    assert "data-urgent" in page
    assert "Phường Vũng Tàu" in page


def test_a_photo_a_pin_and_words_make_a_case(client, town):
    case = town.sent(client, photos=[photo()], name="Lan", phone="0903 123 456")
    assert (case.title, case.procedure.key) == ("Rác tràn ra đường từ hôm qua", "other")
    assert (case.place, case.point) == (town.counter.hd.here, Point(107.08, 10.35))
    assert case.is_anonymous
    assert Party.objects.get(case=case).phone == "0903123456"
    file = case.papers.get().file
    assert (file.data_class, file.name, file.public_state) == ("personal", "hố ga.jpg", "waiting")


def test_a_category_brings_its_questions_and_its_grade(client, town):
    assert "Có người bên trong" in read(client.get("/app/report/?category=fire"))
    case = town.sent(client, category="fire", q_people="yes", text="Cháy nhà số 5, khói đen")
    assert (case.grade, case.answers) == ("urgent", {"people": "yes"})


def test_one_may_be_known_to_the_office(client, town):
    assert not town.sent(client, name="Lan", phone="0903123456", show_name="on").is_anonymous


def test_nothing_but_a_place_is_not_enough(client, town):
    page = refused(town.send(client, text="rác"))
    assert "Gửi kèm ảnh, hoặc tả rõ hơn" in page
    assert not Case.objects.exists()


def test_a_photo_alone_is_enough_when_the_place_is_known(client, town):
    assert town.sent(client, text="", photos=[photo()], category="rubbish").title == "rubbish"


def test_a_program_that_calls_itself_a_photo_is_refused_and_the_words_stay(client, town):
    page = refused(town.send(client, photos=[photo(b"MZ" + b"\0" * 900, "anh.jpg")], text="Hố sâu trước cổng trường"))
    assert "Đây là chương trình" in page
    assert "Hố sâu trước cổng trường" in page
    assert not File.objects.exists()


def test_a_photo_that_was_received_stays_when_something_else_is_wrong(client, town):
    page = refused(town.send(client, photos=[photo()], coordinates=SEA))
    assert "nằm ngoài địa bàn tỉnh" in page
    assert "data:image/jpeg;base64," in page
    reference = page.split('name="kept" value="')[1].split('"')[0]
    case = town.sent(client, kept=[reference])
    assert case.papers.get().file.name == "hố ga.jpg"


def test_a_reference_that_is_not_ours_brings_nothing(client, town):
    page = refused(town.send(client, kept=["WyJhIiwiYiJd:x:y"]))
    assert "Hãy chọn lại" in page


@pytest.mark.parametrize("typed", ["ở đâu đó", "10.35", "999, 999"])
def test_coordinates_that_are_none_are_refused_with_an_example(client, town, typed):
    assert "10.3512, 107.0843" in refused(town.send(client, coordinates=typed))


def test_nowhere_is_refused_in_plain_words(client, town):
    assert "Cho biết ở đâu" in refused(town.send(client, coordinates=""))


def test_a_commune_and_an_address_will_do(client, town):
    case = town.sent(client, coordinates="", place="26560", address="chợ Bà Rịa")
    assert (case.place, case.point, case.address) == (town.counter.hd.elsewhere, None, "chợ Bà Rịa")


def test_the_place_of_the_photo_is_proposed_first(client, town):
    page = refused(town.send(client, coordinates="", photos=[photo(picture())]))
    assert "Chúng tôi lấy vị trí từ ảnh" in page
    assert 'value="10.341667, 107.066667"' in page
    reference = page.split('name="kept" value="')[1].split('"')[0]
    case = town.sent(client, coordinates="10.341667, 107.066667", place="26506", kept=[reference])
    assert case.point == pytest.approx(VUNG_TAU, abs=1e-5)


def test_a_photo_from_far_away_is_pointed_out_and_may_be_right(client, town):
    three_km_north = "10.3716, 107.0667"
    page = refused(town.send(client, coordinates=three_km_north, photos=[photo(picture())]))
    assert "Ảnh được chụp cách vị trí bạn chọn khoảng 3 km" in page
    assert town.sent(client, coordinates=three_km_north, photos=[photo(picture())], far_ok="on")


def test_six_thousand_characters_are_refused_and_kept(client, town):
    page = refused(town.send(client, text="chữ " * 1500))
    assert "Dài nhất 5000 ký tự" in page
    assert page.count("chữ chữ") > 100


def test_a_telephone_number_that_is_none_is_told_beside_its_field(client, town):
    assert "8 đến 15 chữ số" in refused(town.send(client, phone="123"))


def test_two_sendings_of_one_form_are_one_case(client, town):
    given = town.form()
    first, second = (client.post("/app/report/", given) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_a_form_without_our_stamp_comes_back_with_a_new_one(client, town):
    page = refused(town.send(client, stamp="forged"))
    assert "Trang này mở đã lâu" in page
    assert read_stamp(page.split('name="stamp" value="')[1].split('"')[0])


def test_who_falls_into_the_trap_is_asked_a_question(client, town):
    stamp = town.stamp()
    page = refused(town.send(client, website="http://spam.test", stamp=stamp))
    riddle = guard.riddle_of(read_stamp(stamp))
    assert f"Viết bằng chữ số: {riddle.words}" in page
    assert "Viết bằng chữ số" in refused(town.send(client, website="x", stamp=stamp, riddle="7"))
    assert town.sent(client, website="x", stamp=stamp, riddle=str(riddle.number))


def test_who_sends_within_a_second_is_asked_a_question(client, town):
    assert "Viết bằng chữ số" in refused(town.send(client, stamp=town.stamp(seconds=0)))


def test_a_browser_that_sends_one_after_another_is_asked_a_question(client, town):
    client.get("/app/report/")
    for number in range(guard.ASKED_AFTER):
        town.sent(client, text=f"Rác tràn ra đường số {number}")
    assert "Viết bằng chữ số" in refused(town.send(client))


def test_without_a_category_the_words_choose_one_and_are_kept_as_a_proposal(client, town, monkeypatch):
    from haidang.core.cases import suggesting

    guess = [suggesting.Suggestion("test", "rubbish", 0.91), suggesting.Suggestion("test", "gone", 0.05)]
    monkeypatch.setattr(suggesting, "suggest", lambda text: guess)
    monkeypatch.setattr(suggesting, "is_urgent", lambda text: True)
    case = town.sent(client)
    assert case.procedure.key == "rubbish"
    assert case.suggestion == {"procedures": [["rubbish", 0.91], ["gone", 0.05]], "danger": True}
    assert "gọi ngay" in read(client.get(f"/app/r/{case.code}/{case.secret}/"))
    assert town.sent(client, category="other").procedure.key == "other"


def test_the_preview_shows_what_everybody_will_see_and_opens_nothing(client, town):
    page = read(town.send(client, preview="1", photos=[photo()], phone="0903123456"))
    assert "Mọi người sẽ thấy" in page
    assert 'name="kept"' in page
    assert not Case.objects.exists()


def test_published_reports_near_by_are_offered(client, town):
    from haidang.core.cases import actions

    case = town.sent(client)
    page = client.get("/app/report/near", {"at": HERE})
    assert case.title not in unescape(page.content.decode())
    assert "Quanh đây có phản ánh chưa công khai" in unescape(page.content.decode())
    actions.publish(town.counter.centre, case)
    page = client.get("/app/report/near", {"at": HERE})
    assert case.title in unescape(page.content.decode())
    assert "chưa công khai" not in unescape(page.content.decode())
    assert page["X-Commune"] == "26506"
    assert "nằm ngoài địa bàn" in unescape(client.get("/app/report/near", {"at": SEA}).content.decode())


def test_the_questions_of_a_category_come_as_a_fragment(client, town):
    assert 'name="q_people"' in client.get("/app/report/questions?category=fire").content.decode()
    assert 'name="q_' not in client.get("/app/report/questions?category=nothing").content.decode()


def test_a_province_without_kinds_of_reports_says_whom_to_call(client, town):
    from haidang.core.cases.models import Procedure

    Procedure.objects.update(state="retired")
    assert "1022" in refused(town.send(client))
