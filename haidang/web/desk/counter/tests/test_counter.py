"""The hall, a new dossier, its papers, and what comes of it, as the people at the counter use them."""

import io
from html import unescape

import pytest
from PIL import Image

from haidang.core.audit.models import Event
from haidang.core.cases import actions
from haidang.core.cases.models import Case, Procedure
from haidang.core.cases.opening import Someone
from haidang.core.forms import actions as forms
from haidang.core.forms import queries as drafts
from haidang.core.handovers.models import Handover
from haidang.kernel.action import PUBLIC
from haidang.web.desk.counter.drafts import draft_in

NEW = "/counter/new/test/permit/"
CARD = "079085001234|025123456|Trần Thị B|02051985|Nữ|1 Lê Lợi, Phường Vũng Tàu|01012022"
SELF = {"place": "26506", "who": "self", "q_more": "no"}


def text(answer):
    return unescape(answer.content.decode())


def scan(name="scan.jpg"):
    picture = io.BytesIO()
    Image.new("RGB", (320, 240), "white").save(picture, "JPEG")
    picture.seek(0)
    picture.name = name
    return picture


def test_a_scanned_code_leads_straight_to_its_dossier(hall, counter):
    case = hall.dossier()
    for typed in (case.code, case.code.lower(), f"http://x/app/r/{case.code}/{case.secret}/"):
        assert counter.get("/counter/", {"q": typed}).url == f"/counter/dossiers/{case.code}/"
    assert "Không có hồ sơ" in text(counter.get("/counter/", {"q": "H99.101-261116-9999"}))


def test_everyday_words_find_a_procedure(hall, counter):
    page = text(counter.get("/counter/", {"q": "permit"}))
    assert NEW in page


def test_a_number_finds_its_dossiers_and_the_look_is_journalled(hall, counter):
    case = hall.dossier(people=[Someone("applicant", name="Trần Thị B", phone="0903123456", identity="079085001234")])
    for typed in ("+84 903 123 456", "079085001234"):
        assert case.code in text(counter.post("/counter/", {"q": typed}))
        assert case.code not in text(counter.get("/counter/", {"q": typed}))  # it stays out of addresses
    looks = Event.objects.filter(action="case.trace").order_by("seq")
    assert [one.facts["number"] for one in looks] == ["…456", "…234"]
    assert "0903123456" not in str([one.facts for one in looks])


def test_a_form_left_under_a_number_is_opened_with_it_once_and_the_number_stays_out_of_addresses(
    hall, counter, monkeypatch
):
    monkeypatch.setattr(forms, "where_to_file", lambda procedure: "here")
    draft = forms.begin(PUBLIC, Procedure.objects.get(key="permit"))
    forms.leave(drafts.holder(draft, PUBLIC), draft, "0903123456")
    wrong = counter.post("/counter/draft/", {"code": draft.code, "phone": "0903000000"})
    assert wrong.status_code == 422
    assert draft_in(counter.get(f"{NEW}?draft={draft.code}").wsgi_request) is None
    page = text(counter.post("/counter/draft/", {"code": draft.code, "phone": "0903 123 456"}))
    assert f"{NEW}?draft={draft.code}" in page
    assert "0903123456" not in page.split(f"{NEW}?draft=")[1].split('"')[0]
    assert draft_in(counter.get(f"{NEW}?draft={draft.code}").wsgi_request) == draft
    assert draft_in(counter.get(f"{NEW}?draft=AAAA-BBBB").wsgi_request) is None


def test_an_identity_card_is_remembered_until_the_next_one_comes(hall, counter):
    assert "Trần Thị B" in text(counter.post("/counter/", {"q": CARD}))
    found = counter.post("/counter/", {"q": "permit"})
    assert found.url == "/counter/?q=permit"
    assert "Trần Thị B" in text(counter.get(found.url))
    assert "Trần Thị B" not in text(counter.get("/counter/"))
    assert "Trần Thị B" not in text(counter.get(found.url))


def test_the_lists_of_today_hold_what_waits(hall, counter):
    waiting, accepted = hall.dossier(accepted=False), hall.dossier()
    assert waiting.code in text(counter.get("/counter/?list=accept"))
    page = text(counter.get("/counter/?list=hand"))
    assert accepted.code in page
    assert waiting.code not in page
    for name in ("ready", "supplement", "cash", "nonsense"):
        assert counter.get(f"/counter/?list={name}").status_code == 200


def test_a_dossier_is_taken_with_its_papers_and_accepted_at_once(hall, counter):
    given = SELF | {"part-form.originals": "1", "part-photo.copies": "1", "accept": "1"}
    answer = counter.post(NEW, given | {"part-photo.files": [scan("a.jpg"), scan("b.jpg")]})
    case = Case.objects.get()
    assert answer.url == f"/counter/dossiers/{case.code}/"
    assert (case.code, case.state, case.channel, case.office) == (
        "H99.101-261116-0001", "received", "counter", hall.window,
    )  # fmt: skip
    assert [(one.part, one.file.name) for one in case.papers.all()] == [("photo", "a.jpg"), ("photo", "b.jpg")]
    page = text(counter.get(answer.url))
    assert "đủ" in page
    assert "b.jpg" in page


def test_what_is_wrong_is_said_by_field_and_nothing_is_taken(hall, counter):
    answer = counter.post(NEW, {"place": "26506", "who": "proxy", "q_more": "", "part-form.originals": "-1"})
    page = text(answer)
    assert answer.status_code == 422
    for said in ("Cần trả lời câu này", "Cần ghi khi nộp thay", "Nộp thay phải có sự đồng ý ghi lại được"):
        assert said in page
    assert not Case.objects.exists()


def test_what_arises_in_another_commune_is_taken_here_and_decided_there(hall, counter):
    counter.post(NEW, SELF | {"place": "26560", "accept": "1"})
    case = Case.objects.get()
    assert (case.place, case.address) == (hall.counter.hd.here, "Phường Bà Rịa")
    assert case.suggestion["decides"] == "SNNMT"
    assert case.code in text(counter.get("/counter/handovers/"))


def test_somebody_else_brings_it_only_with_consent_on_record(hall, counter):
    proxy = SELF | {"who": "proxy", "filer_name": "Phan Văn Tài", "filer_phone": "0912345678", "consent_how": "paper"}
    assert counter.post(NEW, proxy).status_code == 422
    counter.post(NEW, proxy | {"consent_papers": [scan("consent.jpg")]})
    case = Case.objects.get()
    party = case.parties.get(role="proxy")
    assert party.consent.startswith("Tôi đồng ý để người có tên ở đây xem và làm thay tôi")
    assert "[proxy/1, 09:00 16/11/2026]" in party.consent
    assert (party.consent_how, party.consent_at is not None) == ("paper", True)
    assert case.papers.get().role == "consent"


def test_the_community_team_files_for_people_and_reads_nothing(hall, browser):
    hd = hall.counter.hd
    team = browser(hd.officer("community_team", hd.committee, hd.here))
    page = text(team.get(NEW))
    assert "Nộp thay" in page
    assert "Tiếp nhận, in giấy hẹn" not in page
    given = SELF | {"who": "proxy", "filer_name": "Phan Văn Tài", "filer_phone": "0912345678", "consent_how": "paper"}
    answer = team.post(NEW, given | {"consent_papers": [scan()], "accept": "1"})
    case = Case.objects.get()
    assert (case.channel, case.state, case.office) == ("team", "registered", hall.window)
    assert answer.url == f"/app/r/{case.code}/{case.secret}/slip/"
    assert team.get(f"/counter/dossiers/{case.code}/").status_code in (403, 404)
    assert team.post(NEW, SELF | {"who": "self"}).status_code == 422
    assert case.code not in text(team.post("/counter/", {"q": "0912345678"}))


def test_papers_are_ticked_one_by_one_and_what_is_short_is_seen(hall, counter):
    case = hall.dossier(accepted=False, answers={"more": "no"})
    page = f"/counter/dossiers/{case.code}/"
    assert "còn thiếu 2 loại" in text(counter.get(page))
    counter.post(f"{page}papers", {"part-form.originals": "1", "part-photo.copies": "1"})
    shown = text(counter.get(page))
    assert "còn thiếu 1 loại" in shown
    assert "còn thiếu 1 bản sao" in " ".join(shown.split())
    assert counter.post(f"{page}papers", {"part-form.originals": "x"}).status_code == 409


def test_the_slip_has_code_bars_qr_and_papers_and_printing_is_a_look(hall, counter):
    case = hall.dossier(people=[Someone("applicant", name="Trần Thị B")])
    page = text(counter.get(f"/counter/dossiers/{case.code}/slip"))
    for said in (case.code, 'class="barcode"', "<svg", "Trần Thị B", "Hẹn trả"):
        assert said in page
    assert Event.objects.filter(action="case.look").count() == 1


def test_supplements_are_taken_at_the_counter_and_the_clock_runs_on(hall, counter):
    case = hall.dossier()
    from haidang.core.handovers import actions as handovers

    handovers.send(hall.reception, hall.window, hall.department, [case])
    actions.move(hall.officer, hall.fresh(case), "ask", text="Bổ sung ảnh")
    page = f"/counter/dossiers/{case.code}/"
    assert "Nhận giấy tờ bổ sung" in text(counter.get(page))
    counter.post(f"{page}supply", {"text": "Hai ảnh mới", "seen": "asked"})
    case = hall.fresh(case)
    assert (case.state, case.paused_at) == ("handed", None)
    assert Event.objects.filter(action="case.hand_in").exists()
    assert counter.post(f"{page}supply", {"text": "nữa", "seen": "asked"}).status_code == 409


def test_a_list_is_handed_confirmed_and_one_given_back(hall, counter, department):
    first, second = hall.dossier(), hall.dossier()
    given = {"carries": "dossiers", "to": "SNNMT", "picked": [first.code, second.code]}
    answer = counter.post("/counter/handovers/", given)
    page = text(department.get(answer.url))
    assert first.code in page
    assert "Xác nhận đã nhận 2 hồ sơ" in page
    assert counter.post(f"{answer.url}receive").status_code == 403
    department.post(f"{answer.url}back/2", {"reason": "thiếu bản vẽ"})
    department.post(f"{answer.url}receive")
    assert [one.state for one in Handover.objects.get().items.all()] == ["received", "returned"]
    assert hall.fresh(second).office == hall.window
    again = counter.post("/counter/handovers/", given)
    assert again.status_code == 409
    assert "không còn ở nơi giao" in text(again)


def test_the_result_goes_to_somebody_who_is_known_and_signed(hall, counter):
    case = hall.dossier()
    Case.objects.filter(pk=case.pk).update(state="finished")
    page = f"/counter/dossiers/{case.code}/hand-out"
    given = {"receiver": "Trần Thị B", "identity": "079085001234", "seen": "finished"}
    assert counter.post(page, given).status_code == 422
    counter.post(page, given | {"signed": "on", "receipt": [scan("signed.jpg")]})
    case = hall.fresh(case)
    assert (case.state, case.papers.get().role) == ("handed_out", "receipt")
    assert "…1234" in str([one.text_vi for one in case.lines.filter(kind="note")])


@pytest.mark.parametrize("path", ["/counter/", "/counter/handovers/", "/counter/draft/"])
def test_strangers_are_told_why_they_may_not_enter(hall, browser, path):
    hd = hall.counter.hd
    assert browser(hd.officer("field_unit", hd.department, hd.province)).get(path).status_code == 403


def test_the_page_of_a_dossier_says_its_state_on_the_portal_and_where_the_paper_is(hall, department):
    from haidang.core.cases import parts
    from haidang.core.handovers import actions as handovers

    case = hall.dossier()
    actions.tick(hall.reception, case, [parts.Given("form", originals=1)])
    handovers.send(hall.reception, hall.window, hall.department, [hall.fresh(case)])
    page = text(department.get(f"/cases/{case.code}/"))
    for said in (
        "Đang xử lý",
        "trạng thái trên Cổng dịch vụ công quốc gia",
        "đang chuyển đến Sở",
        "Tờ khai",
        "Còn thiếu",
    ):
        assert said in page
