"""The room of procedures: found, edited, tried, published, routed."""

import pytest

from haidang.core.procedures import queries
from haidang.core.procedures.as_text import text_of
from haidang.core.procedures.models import AnswerTemplate, Draft
from haidang.web.tests.browsing import browser

ONE = "/procedures/test/rubbish/"


def text(answer):
    return answer.content.decode()


def fields(page):
    """What the form of the page holds, as a browser would send it."""
    form, saving = page.context["form"], page.context["saving"]
    given = {one.html_name: one.value() for one in [*form, *saving]}
    return {name: "" if value is None else value for name, value in given.items() if value is not False}


def test_it_is_found_without_diacritics_and_by_state(counter, keepers):
    writer = keepers[0]
    assert "rubbish" in text(writer.get("/procedures/?q=RUBB"))
    assert "Không có thủ tục nào như vậy" in text(writer.get("/procedures/?q=khongco"))
    assert "rubbish" not in text(writer.get("/procedures/?state=retired"))
    assert writer.get("/procedures/?show=differs&kind=report&field=x").status_code == 200


def test_one_page_tells_its_facts_versions_and_routes(counter, keepers):
    page = text(keepers[0].get(ONE))
    for said in ("tiếp nhận", "8 giờ làm việc", "5 ngày làm việc", "xã nhận việc của mình", "Nơi nhận do tỉnh đặt"):
        assert said in page
    assert keepers[0].get(f"{ONE}versions/1/").status_code == 200
    assert keepers[0].get(f"{ONE}versions/9/").status_code == 404


def test_the_form_writes_a_draft_that_somebody_else_publishes(counter, keepers):
    writer, publisher = keepers
    given = fields(writer.get(f"{ONE}edit/")) | {"f-limit.handle.": 3, "why": "QĐ 12/2026", "do": "save"}
    assert writer.post(f"{ONE}edit/", given).status_code == 302
    assert "Bạn soạn bản này" in text(writer.get(ONE))
    assert writer.post(f"{ONE}publish/", {"seen": 1}).status_code == 422
    page = text(publisher.get(ONE))
    assert "5 ngày làm việc" in page
    assert "3 ngày làm việc" in page
    here = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{ONE}"}
    answer = publisher.post(f"{ONE}publish/", {"seen": 1}, headers=here)
    assert answer.headers["HX-Redirect"] == ONE, "the page that asked is loaded anew"
    assert counter.procedure().number == 2
    assert not Draft.objects.exists()


def test_a_trial_says_what_would_change_and_keeps_nothing(counter, keepers):
    given = fields(keepers[0].get(f"{ONE}edit/")) | {"f-name_vi": "Rác thải", "do": "try"}
    page = text(keepers[0].post(f"{ONE}edit/", given))
    assert "Hợp lệ; sẽ đổi" in page
    assert "<ins>Rác thải</ins>" in page
    assert not Draft.objects.exists()


def test_the_text_is_checked_and_every_wrong_fact_named(counter, keepers):
    book = queries.current(counter.procedure()).book
    wrong = (
        text_of(book).replace('starts = "handling"', 'starts = "nowhere"').replace('grade = "normal"', 'grade = "x"')
    )
    answer = keepers[0].post(f"{ONE}edit/?as=text", {"text": wrong, "why": "thử", "seen": 0, "do": "save"})
    assert answer.status_code == 422
    page = text(answer)
    for said in ("procedure.timers[1].starts", "nowhere", "procedure.grade"):
        assert said in page
    broken = keepers[0].post(f"{ONE}edit/?as=text", {"text": "a = = b", "why": "thử", "seen": 0, "do": "save"})
    assert "TOML" in text(broken)
    fine = text_of(book).replace('limit = "5wd"', 'limit = "6wd"')
    saved = keepers[0].post(f"{ONE}edit/?as=text", {"text": fine, "why": "thử", "seen": 0, "do": "save"})
    assert saved.status_code == 302
    assert Draft.objects.get().facts["procedure"]["timers"][1]["limit"] == "6wd"


def test_the_second_to_save_is_told_and_loses_nothing_typed(counter, keepers):
    one, two = keepers
    first, second = fields(one.get(f"{ONE}edit/")), fields(two.get(f"{ONE}edit/"))
    one.post(f"{ONE}edit/", first | {"why": "a", "do": "save"})
    answer = two.post(f"{ONE}edit/", second | {"f-name_vi": "Tên khác", "why": "b", "do": "save"})
    assert answer.status_code == 422
    assert "vừa lưu" in text(answer)
    assert "Tên khác" in text(answer)


def test_people_see_the_draft_only_in_the_preview(counter, keepers, client):
    given = fields(keepers[0].get(f"{ONE}edit/")) | {"f-about_vi": "Lời mới", "why": "a", "do": "save"}
    keepers[0].post(f"{ONE}edit/", given)
    assert "Lời mới" in text(keepers[0].get(f"{ONE}preview/"))
    assert "Lời mới" not in text(client.get("/app/procedures/test/rubbish/"))


def test_retired_restored_and_scheduled_by_their_forms(counter, keepers):
    one, two = keepers
    assert one.post(f"{ONE}retire/", {"why": "bãi bỏ"}).status_code == 302
    assert counter.procedure().state == "retired"
    assert "thôi nhận" in text(one.get("/procedures/?state=retired"))
    one.post(f"{ONE}restore/", {"why": "theo tệp"})
    assert counter.procedure().state == "published"
    one.post(f"{ONE}edit/", fields(one.get(f"{ONE}edit/")) | {"why": "a", "do": "save"})
    two.post(f"{ONE}publish/", {"seen": 1, "on": "2099-01-01"})
    assert "Bản mới đã duyệt" in text(one.get(ONE))
    one.post(f"{ONE}unschedule/")
    one.post(f"{ONE}discard/")
    assert not Draft.objects.exists()


def test_a_new_procedure_is_begun_from_another_and_gone_on_with(counter, keepers, client):
    one, two = keepers
    assert "Thủ tục mới" in text(one.get("/procedures/"))
    given = {"like": "test/rubbish", "name_vi": "Đào hè", "name_en": "Pavement", "why": "QĐ 20/2026"}
    made = one.post("/procedures/new", given)
    assert made["Location"] == "/procedures/test/dao_he/edit/"
    assert "Đào hè" in text(one.get("/procedures/test/dao_he/edit/"))
    assert one.post("/procedures/new", given).status_code == 422
    assert "chưa có hiệu lực" in text(two.get("/procedures/test/dao_he/"))
    assert client.get("/app/procedures/test/dao_he/").status_code == 404
    assert two.post("/procedures/test/dao_he/publish/", {"seen": 1}).status_code == 302
    assert "Đào hè" in text(client.get("/app/procedures/test/dao_he/"))
    assert browser(counter.centre).get("/procedures/new").status_code == 403


def test_a_route_is_tried_set_and_ended(counter, keepers):
    hd, keeper = counter.hd, keepers[0]
    assert hd.committee.name_vi in text(keeper.get(f"{ONE}routes/try/?place={hd.here.pk}"))
    given = {"place": hd.here.pk, "office": hd.branch.pk, "why": "theo quy chế", "starts": "2026-01-01"}
    assert keeper.post(f"{ONE}routes/new/", given).status_code == 302
    said = text(keeper.get(f"{ONE}?place={hd.here.pk}"))
    assert "theo quy chế" in said
    assert keeper.post(f"{ONE}routes/new/", given).status_code == 422
    assert keeper.post(f"{ONE}routes/{counter.procedure().routes.get().pk}/end/").status_code == 302
    assert hd.committee.name_vi in text(keeper.get(f"{ONE}routes/try/?place={hd.here.pk}"))


@pytest.mark.parametrize("what", ["edit/", "publish/", "retire/", "restore/", "routes/new/"])
def test_others_may_look_but_not_touch(counter, what):
    officer = browser(counter.centre)
    assert officer.get(ONE).status_code == 200
    assert officer.get(f"{ONE}{what}").status_code == 403


def test_words_for_answers_are_kept(counter, keepers):
    keeper = keepers[0]
    wrong = keeper.post("/procedures/templates/new?kind=report", {"name": "Chào", "text": "Kính gửi {ten}"})
    assert wrong.status_code == 422
    made = keeper.post(
        "/procedures/templates/new?kind=report", {"name": "Chào", "text": "Phản ánh {code}", "moves": ["finish"]}
    )
    assert made.status_code == 302
    number = AnswerTemplate.objects.get().pk
    keeper.post(f"/procedures/templates/{number}/edit", {"name": "Chào", "text": "Kính gửi, {code}"})
    assert "Kính gửi, {code}" in text(keeper.get("/procedures/templates/"))
    keeper.post(f"/procedures/templates/{number}/drop")
    assert "Tỉnh chưa có câu mẫu riêng" in text(keeper.get("/procedures/templates/"))


def test_an_office_keeps_words_of_its_own(counter):
    hd = counter.hd
    lead = browser(hd.officer("team_lead", hd.committee, hd.here))
    assert "templates/new" in text(lead.get("/procedures/templates/"))
    given = {"name": "Chào", "text": "Phản ánh {code}", "office": hd.committee.pk}
    assert lead.post("/procedures/templates/new?kind=report", given).status_code == 302
    assert AnswerTemplate.objects.get().office == hd.committee
    assert lead.post("/procedures/templates/new?kind=report", given | {"office": hd.centre.pk}).status_code == 422
