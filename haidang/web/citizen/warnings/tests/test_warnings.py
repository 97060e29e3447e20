"""Warnings on the front page and on their own, and the question to those near."""

import pytest

from haidang.core.rules.models import Alert, RuleVersion, Sighting
from haidang.core.rules.sync import sync_rules
from haidang.core.rules.tests.watched import domain_of, new_station, says, words
from haidang.core.things.models import Source
from haidang.kernel.clock import now
from haidang.web.tests.browsing import browser, read

pytestmark = pytest.mark.django_db
ASKS = {
    "question": words("Chỗ bạn có ngập không?"),
    "choices": [
        {"key": "no", "name": words("Không ngập"), "is_yes": False},
        {"key": "knee", "name": words("Đến đầu gối")},
    ],
}


@pytest.fixture
def alert(town):
    """An open alert of a rule with words for everybody."""
    domain = domain_of(says(public=words("Rời vùng trũng"), asks=ASKS, severity=1))
    sync_rules((domain, one) for one in domain.rules)
    hd = town.counter.hd
    source = Source.objects.create(key="tram", name_vi="Trạm", name_en="T", door="ingest", office=hd.branch)
    station = new_station(hd, "WL-1", source)
    version = RuleVersion.objects.get()
    return Alert.objects.create(
        code="CB-1", rule=version.rule, rule_version=version, series=station.series.first(), thing=station, place=hd.here,
        domain="environment", data_class="public", severity=1, title_vi="Mực nước: 4,9 m", title_en="Level",
        opened_at=now(), raised_at=now(), value_at=now(),
    )  # fmt: skip


def test_the_front_page_shows_what_holds_with_its_advice_and_source(client, alert):
    page = read(client.get("/app/"))
    for shown in ("Mực nước: 4,9 m", "Rời vùng trũng", "Trạm WL-1", "Phường Vũng Tàu", "Chỗ bạn có ngập không?"):
        assert shown in page


def test_elsewhere_it_is_counted_and_not_asked_about(client, town, alert):
    client.post("/app/place/", {"place": town.counter.hd.elsewhere.key})
    page = read(client.get("/app/"))
    assert "Mực nước" not in page
    assert "1 cảnh báo ở nơi khác" in page
    other = read(client.get("/app/warnings/"))
    assert "Không có cảnh báo nào quanh đây" in other
    assert "Mực nước: 4,9 m" in other
    assert "Chỗ bạn có ngập" not in other


def test_who_is_near_answers_once_and_may_answer_anew(client, town, alert):
    client.get("/app/")
    facts = {"place": town.counter.hd.here.key, "choice": "knee", "back": "/app/"}
    assert client.post("/app/warnings/CB-1/answer/", facts)["Location"] == "/app/"
    assert "Bạn đã trả lời: Đến đầu gối" in read(client.get("/app/"))
    client.post("/app/warnings/CB-1/answer/", facts | {"choice": "no"})
    assert Sighting.objects.get().choice == "no"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"choice": "waist"}, "Chọn một câu"),
        ({"place": "26560"}, "gần nơi có cảnh báo"),
        ({"place": ""}, "xã, phường nào"),
    ],
)
def test_a_wrong_answer_is_told(client, town, alert, given, said):
    client.get("/app/")
    facts = {"place": town.counter.hd.here.key, "choice": "knee"} | given
    assert said in read(client.post("/app/warnings/CB-1/answer/", facts, follow=True))
    assert not Sighting.objects.exists()


def test_an_answer_leads_nowhere_else(client, town, alert):
    facts = {"place": town.counter.hd.here.key, "choice": "knee", "back": "https://evil.example/"}
    assert client.post("/app/warnings/CB-1/answer/", facts)["Location"] == "/app/warnings/"


def test_the_desk_sees_the_answers_on_the_alert(client, town, alert):
    client.get("/app/")
    client.post("/app/warnings/CB-1/answer/", {"place": town.counter.hd.here.key, "choice": "knee"})
    page = read(officer(town).get("/alerts/CB-1/"))
    assert "Chỗ bạn có ngập không?" in page
    assert "1/1" in page


def officer(town):
    from haidang.core.directory.models import Person

    return browser(Person.objects.get(pk=town.counter.centre.id))


def test_the_desk_tells_everybody_and_takes_it_back(client, town):
    desk, here = officer(town), town.counter.hd.here
    facts = {"title": "Cấm đường ven biển", "advice": "Đi đường 3/2", "severity": 2, "hours": 3, "place": here.pk}
    assert desk.get("/warnings/").status_code == 200
    assert desk.post("/warnings/new/", facts).status_code == 302
    assert "Cấm đường ven biển" in read(client.get("/app/"))
    code = read(desk.get("/warnings/")).partition("/warnings/TB-")[2].partition("/")[0]
    desk.post(f"/warnings/TB-{code}/end")
    assert "Cấm đường ven biển" not in read(client.get("/app/warnings/"))


def test_a_commune_that_is_none_is_refused(client, town):
    assert client.post("/app/place/", {"place": "x"})["Location"] == "/app/place/"
    assert client.post("/app/place/", {"at": "9.2, 108.9"})["Location"] == "/app/place/"
    assert client.post("/app/place/", {"place": ""})["Location"] == "/app/"
