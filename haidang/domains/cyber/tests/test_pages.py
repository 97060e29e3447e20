"""The rooms, opened by who may and by who may not, and what is done in them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from haidang.core.audit.models import Event
from haidang.core.directory.models import Person
from haidang.core.incidents.models import Incident
from haidang.domains.cyber import notices
from haidang.domains.cyber.door.work import Work
from haidang.domains.cyber.models import Detection, DetectionRule, LevelFile, LogSource, Vulnerability
from haidang.kernel import clock
from haidang.kernel.action import Actor

from .test_door import TEXT, batch
from .world import World

PAGES = ("watch", "detections", "incidents", "logs", "weaknesses", "senders", "rules", "levels")


def of(actor: Actor) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.id))
    return client


@pytest.fixture
def filled(world: World) -> World:
    LogSource.objects.create(host="may01", thing=world.server, state="known")
    work = Work()
    work.begin()
    now = clock.now().strftime("%b %e %H:%M:%S")
    work.take(batch(*[TEXT.replace(b"Nov 22 07:14:15", now.encode())] * 12, f"<13>{now} la01 app: <b>x</b>"))
    work.turn()
    Vulnerability.objects.create(thing=world.server, key="CVE-2026-1", title="Lỗi thử", grade="critical",
                                 found_on="2026-01-01", due_on="2026-01-08")  # fmt: skip
    return world


def test_the_watch_sees_all_rooms(filled: World):
    client = of(filled.person("security_officer"))
    texts = {page: client.get(f"/d/cyber/{page}/") for page in PAGES}
    assert {page: answer.status_code for page, answer in texts.items()} == dict.fromkeys(PAGES, 200)
    assert "198.51.100.7" in texts["watch"].content.decode()
    assert "Lỗi thử" in texts["weaknesses"].content.decode()
    found = Detection.objects.get(rule="password_guessing")
    assert client.get(f"/d/cyber/detections/{found.pk}/").status_code == 200
    assert client.get("/d/cyber/rules/password_guessing/").status_code == 200


def test_others_see_what_their_duty_is(filled: World):
    officer = of(filled.person("department_officer", filled.other))
    assert officer.get("/d/cyber/watch/").status_code == 403
    assert officer.get("/d/cyber/logs/?words=x").status_code == 403
    assert "Lỗi thử" in officer.get("/d/cyber/weaknesses/").content.decode()
    elsewhere = of(filled.person("department_officer", filled.office))
    assert "Lỗi thử" not in elsewhere.get("/d/cyber/weaknesses/").content.decode()


def test_a_search_finds_and_leaves_who_looked_for_what(filled: World):
    actor = filled.person("security_officer")
    text = of(actor).get("/d/cyber/logs/", {"words": "FAILED password", "src": "198.51.100.7"}).content.decode()
    assert text.count("Failed password for root") == 12
    event = Event.objects.get(action="log.search")
    assert (event.actor, event.facts["src"], event.facts["found"]) == (str(actor), "198.51.100.7", 12)
    assert "&lt;b&gt;x&lt;/b&gt;" in of(actor).get("/d/cyber/logs/", {"host": "la0"}).content.decode()
    assert "Failed" not in of(actor).get("/d/cyber/logs/", {"words": "%_"}).content.decode()
    assert (
        of(actor).get("/d/cyber/logs/", {"since": "2026-01-01T00:00", "until": "2026-11-01T00:00"}).status_code == 422
    )


def test_a_detection_is_judged_with_a_reason(filled: World):
    client, found = of(filled.person("duty_officer")), Detection.objects.get(rule="password_guessing")
    assert client.post(f"/d/cyber/detections/{found.pk}/", {"verdict": "false"}).status_code == 422
    assert client.post(f"/d/cyber/detections/{found.pk}/", {"verdict": "false", "note": "quét thử"}).status_code == 302
    found.refresh_from_db()
    assert (found.verdict, found.note) == ("false", "quét thử")


def test_a_rule_is_changed_taken_over_and_restored(filled: World):
    client = of(filled.person("security_officer"))
    rule = DetectionRule.objects.get(key="password_guessing")
    given = {"enabled": "on", "severity": 3, "count": 50, "within": "2m", "quiet": "15m", "version": rule.version,
             "match": '{"kinds": ["login_failed"]}'}  # fmt: skip
    assert client.post("/d/cyber/rules/password_guessing/", given | {"match": '{"kinds'}).status_code == 422
    assert client.post("/d/cyber/rules/password_guessing/", given | {"within": "bao lâu"}).status_code == 422
    assert client.post("/d/cyber/rules/password_guessing/", given).status_code == 302
    work = Work()
    work.begin()
    changed = next(one for one in work.engine.rules if one.key == "password_guessing")
    assert (changed.facts.count, changed.facts.severity) == (50, 3)
    assert client.post("/d/cyber/rules/password_guessing/", given).status_code == 422, "somebody was quicker"
    client.post("/d/cyber/rules/password_guessing/", {"restore": "1"})
    rule.refresh_from_db()
    assert (rule.facts["count"], rule.is_edited) == (10, False)


SCAN = """Host,Name,CVE,Risk,CVSS v3.0 Base Score,First Discovered
MC-01,OpenSSL cũ,CVE-2026-2,Critical,9.8,2026-11-01
MC-01,Chữ ký lỏng,CVE-2026-3,Medium,5,2026-11-01
may01,Ghi nhận,,None,,
"""


def given_file(text: str, name: str = "quet.csv") -> dict[str, object]:
    return {"file": SimpleUploadedFile(name, text.encode()), "origin": "Quét tháng 11"}


def test_a_scanner_list_gives_days_to_fix_and_says_what_is_gone(filled: World):
    client = of(filled.person("security_officer"))
    assert client.post("/d/cyber/weaknesses/import/", given_file(SCAN)).status_code == 302
    rows = {one.key: one for one in Vulnerability.objects.all()}
    assert (rows["CVE-2026-2"].grade, str(rows["CVE-2026-2"].due_on)) == ("critical", "2026-11-08")
    assert set(rows) == {"CVE-2026-1", "CVE-2026-2", "CVE-2026-3"}
    client.post("/d/cyber/weaknesses/import/", given_file("\n".join(SCAN.split("\n")[:2])))
    assert Vulnerability.objects.get(key="CVE-2026-3").state == "fixed"
    assert Vulnerability.objects.get(key="CVE-2026-1").state == "open", "of another list"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!DOCTYPE html><p>Đăng nhập", "trang web"),
        ("Host;Điểm\nMC-01;9", "Thiếu cột"),
        ("Host,Name,Risk\nKHONG-CO,Lỗi,High", "dòng 2: không có tài sản"),
        ("Host,Name,Risk\nMC-01,Lỗi,Kinh khủng", "dòng 2: mức"),
        ("Host,Name,CVSS\nMC-01,Lỗi,\"9,8\"\nMC-01,Lỗi khác,mười", "dòng 3: điểm"),
        ("Host,Name,CVSS,Found\nMC-01,Lỗi,9,hôm qua", "dòng 2: ngày"),
        ("[1, 2]", "danh sách đối tượng"),
        ("Host,Name,Risk\nMC-01,L\0i,High", "ký tự rỗng"),
        pytest.param(f"Host,Name,Risk\nMC-01,{'x' * 140_000},High", "hỏng ở dòng 2", id="long"),
        ("", "Dòng đầu"),
    ],
)  # fmt: skip
def test_a_bad_list_is_named_and_nothing_is_taken(filled: World, text: str, said: str):
    answer = of(filled.person("security_officer")).post("/d/cyber/weaknesses/import/", given_file(text or " "))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Vulnerability.objects.count() == 1


def test_a_risk_is_accepted_only_until_a_day_and_for_a_reason(filled: World):
    client, one = of(filled.person("department_officer", filled.other)), Vulnerability.objects.get()
    url = f"/d/cyber/weaknesses/{one.pk}/"
    assert client.post(url, {"state": "accepted", "why": "chờ thay máy"}).status_code == 422
    assert client.post(url, {"state": "accepted", "why": "chờ thay máy", "until": "2999-01-01"}).status_code == 302
    one.refresh_from_db()
    assert (one.state, str(one.accepted_to)) == ("accepted", "2999-01-01")


def test_the_file_of_a_level_is_prepared_submitted_and_decided_by_another(filled: World):
    by, boss = filled.person("department_officer", filled.other), filled.person("team_lead", filled.other)
    url, parts = "/d/cyber/levels/HT-01/", ("purpose", "architecture", "data", "grounds", "operation", "risks")
    given = {
        "do": "prepare",
        "level": "3",
        "said-mfa": "yes",
        "words-mfa": "Ảnh chụp",
        **{f"part-{one}": "x" for one in parts},
    }
    assert of(by).post(url, given | {"part-risks": ""}).status_code == 302
    assert of(by).post(url, {"do": "submit"}).status_code == 422, "a part is empty"
    of(by).post(url, given)
    assert of(by).post(url, {"do": "submit"}).status_code == 302
    assert of(boss).post(url, {"do": "approve"}).status_code == 422, "without a number"
    assert of(boss).post(url, {"do": "approve", "decision": "12/QĐ-UBND"}).status_code == 302
    filled.system.refresh_from_db()
    file = LevelFile.objects.get()
    assert (file.state, file.version, filled.system.fields["level_decision"]) == ("approved", 1, "12/QĐ-UBND")
    paper = of(by).get(f"{url}pdf/")
    assert paper.content.startswith(b"%PDF")
    of(by).post(url, given | {"level": "4"})
    assert LevelFile.objects.get(version=2).state == "draft"


def test_a_file_of_a_level_is_shown_to_its_office_and_a_bad_level_is_no_error_of_ours(filled: World):
    mine = of(filled.person("department_officer", filled.other))
    assert mine.post("/d/cyber/levels/HT-01/", {"do": "prepare", "level": "ba"}).status_code == 422
    assert mine.post("/d/cyber/levels/HT-01/", {"do": "prepare", "level": "3"}).status_code == 302
    others = of(filled.person("department_officer", filled.office))
    assert [mine.get("/d/cyber/levels/HT-01/").status_code, others.get("/d/cyber/levels/HT-01/").status_code] == [
        200,
        404,
    ]
    assert others.get("/d/cyber/levels/HT-01/pdf/").status_code == 404


def test_json_may_leave_out_what_is_empty_in_its_first_line(filled: World):
    text = '[{"host": "MC-01", "name": "Lỗi một", "risk": "High"}, {"host": "MC-01", "name": "Lỗi hai", "cvss": 9.8}]'
    assert (
        of(filled.person("security_officer")).post("/d/cyber/weaknesses/import/", given_file(text)).status_code == 302
    )
    assert Vulnerability.objects.get(title="Lỗi hai").grade == "critical"


def test_incidents_stand_by_level_with_a_paper_for_the_authority(filled: World):
    given = {
        "folded": "",
        "phase": "open",
        "flow_version": 1,
        "origin": "alert",
        "place": filled.place,
        "office": filled.office,
    }
    now = clock.now()
    one = Incident.objects.create(code="SC-1", title="Lộ <b>khóa</b>", severity=1, opened_at=now - timedelta(hours=30),
                                  due_at=now, playbook_domain="cyber", **given)  # fmt: skip
    Incident.objects.create(
        code="SC-2", title="Cháy rừng", severity=1, opened_at=now, due_at=now, playbook_domain="environment", **given
    )
    client = of(filled.person("security_officer"))
    page = client.get("/d/cyber/incidents/").content.decode()
    assert ("SC-1" in page, "SC-2" in page, "Lộ &lt;b&gt;" in page) == (True, False, True)
    assert [(due.notice.key, due.is_over) for due in notices.due(one)] == [("24h", True), ("72h", False)]
    answer = client.get("/d/cyber/incidents/SC-1/24h/")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert [client.get(f"/d/cyber/incidents/{rest}/").status_code for rest in ("SC-1/9h", "SC-2/24h")] == [404, 404]
