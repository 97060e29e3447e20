"""Public posts on screen: found, corrected, given to an office; topics are kept; the field leads with them."""

from datetime import timedelta

import pytest

from haidang.core.cases import sync as cases
from haidang.core.things.models import Source, Thing
from haidang.domains.services import national
from haidang.domains.social.models import Post
from haidang.domains.social.taking import take_posts
from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.web.desk.tests import staffed


@pytest.fixture
def desk(db):
    Source.objects.create(key="feeds_internal", name_vi="Đếm", name_en="Count", door="internal", domain="social")
    source = Source.objects.create(key="press", name_vi="Báo tỉnh", name_en="Press", door="pull", domain="social")
    cases.sync()
    made = staffed.build()
    now = clock.now()
    rows = [
        {"id": str(one), "title": "Mất nước, quá tệ", "published": (now - timedelta(minutes=one + 1)).isoformat()}
        for one in range(3)
    ]
    take_posts(system("test"), source, rows)
    return made


def text(answer):
    return answer.content.decode()


def test_a_post_is_found_corrected_and_answered_by_an_office(desk):
    browser = desk.client("duty_officer")
    office = desk.hd.department.code
    post = Post.objects.first()
    assert "Mất nước, quá tệ" in text(browser.get("/d/social/posts/?q=mat nuoc&tone=-1"))
    assert "Không có bài nào" in text(browser.get("/d/social/posts/?tone=1&before=khong"))
    page = text(browser.get(post.link))
    assert "mất nước" in page
    browser.post(f"{post.link}tone/", {"tone": "0", "why": "nói đùa"})
    browser.post(f"{post.link}tone/", {"tone": "x"})
    assert browser.post(post.link, {"office": office, "question": ""}).status_code == 422
    assert browser.post(post.link, {"office": office, "question": "Bao giờ có nước?"}).status_code == 302
    page = text(browser.get(post.link))
    assert Post.objects.get(pk=post.pk).case.code in page
    assert "nói đùa" in page
    browser.post(f"{post.link}aside/")
    assert Post.objects.get(pk=post.pk).is_set_aside
    assert browser.get("/d/social/posts/999999/").status_code == 404


def test_a_topic_is_kept_and_the_field_leads_with_it(desk):
    browser = desk.client("shift_lead")
    office = desk.hd.department.code
    assert (
        browser.post(
            "/d/social/topics/new/", {"code": "CD-1", "name": "Nước", "words": ",", "office": office}
        ).status_code
        == 422
    )
    said = {"code": "CD-1", "name": "Nước", "words": "mất nước", "office": office}
    assert browser.post("/d/social/topics/new/", said).status_code == 302
    assert Post.objects.first().topics == ["CD-1"]
    assert "mất nước" in text(browser.get("/d/social/topics/"))
    assert browser.post("/d/social/topics/CD-1/", said | {"words": "bão"}).status_code == 302
    assert Thing.objects.get(code="CD-1").fields["words"] == "bão"
    browser.post("/d/social/topics/CD-1/", said)
    page = text(browser.get("/d/social/"))
    assert "Chủ đề so với mức thường" in page
    assert "3</b> bài trong một giờ" in page
    assert desk.client("duty_officer").get("/d/social/topics/new/").status_code == 403


def test_dossiers_by_the_national_portal_stand_by_office_and_field(desk):
    office = desk.hd.department
    row = {"MaHoSo": "H99.6-261102-0001", "NgayTiepNhan": clock.now().strftime("%Y%m%d%H%M%S"), "TrangThaiHoSo": "4",
           "DonViXuLy": office.name_vi, "TenLinhVuc": "Đất đai", "MaLinhVuc": "DD"}  # fmt: skip
    national.take(system("test"), Source.objects.get(key="press"), [row], False)
    browser = desk.client("duty_officer")
    assert office.name_vi in text(browser.get("/d/services/national/"))
    assert "Đất đai" in text(browser.get("/d/services/national/?by=field&month=never"))
