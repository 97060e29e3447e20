"""A call taken down while somebody speaks."""

from html import unescape

import pytest

from haidang.core.audit.models import Event
from haidang.core.cases.models import Case
from haidang.core.cases.opening import Someone
from haidang.core.cases.tests.counter import SCENE

AT = f"{SCENE.lat}, {SCENE.lon}"


def text(answer):
    return unescape(answer.content.decode())


@pytest.fixture
def call(counter):
    return {
        "procedure": counter.procedure().pk, "text": "Cây đổ chắn đường. Cạnh chợ", "place": counter.hd.here.pk,
        "channel": "phone", "phone": "0901 234 567", "name": "Trần Thị B", "named": "hidden",
    }  # fmt: skip


def test_a_call_becomes_a_report_and_the_code_is_there_to_be_read_out(counter, desk, call):
    page = text(desk.post("/cases/new", call | {"at": AT}, follow=True))
    case = Case.objects.get()
    assert (case.title, case.channel, case.is_anonymous) == ("Cây đổ chắn đường", "phone", True)
    assert (case.lat, case.lon) == (SCENE.lat, SCENE.lon)
    assert case.parties.get().phone == "0901234567"
    assert case.code in page
    assert "Đọc mã cho người báo" in page
    assert 'name="text"' in page


@pytest.mark.parametrize(
    ("named", "people", "anonymous"), [("shown", 1, False), ("hidden", 1, True), ("nobody", 0, True)]
)
def test_the_caller_chooses_who_may_know_them(counter, desk, call, named, people, anonymous):
    desk.post("/cases/new", call | {"named": named})
    case = Case.objects.get()
    assert (case.parties.count(), case.is_anonymous) == (people, anonymous)


def test_an_urgent_call_has_the_urgent_grade(counter, desk, call):
    assert {"113", "114", "115"} <= set(text(desk.get("/cases/new")).replace("<", ">").split(">"))
    desk.post("/cases/new", call | {"is_urgent": "on"})
    assert Case.objects.get().grade == "urgent"


@pytest.mark.parametrize("wrong", [{"phone": "12"}, {"text": ""}, {"at": "đâu đó"}, {"place": "0"}, {"procedure": ""}])
def test_what_is_wrong_is_said_and_what_was_typed_stays(counter, desk, call, wrong):
    answer = desk.post("/cases/new", call | wrong)
    assert answer.status_code == 422
    assert "Trần Thị B" in text(answer)
    assert not Case.objects.exists()


def test_what_this_number_told_before_is_shown_and_the_look_journalled(counter, desk):
    case = counter.open(people=[Someone("reporter", phone="0901234567")])
    counter.open(people=[Someone("reporter", phone="0999999999")], title="Việc khác")
    page = text(desk.post("/hotline/caller", {"phone": "+84 901 234 567"}))
    assert case.code in page
    assert "Việc khác" not in page
    assert Event.objects.get(action="case.trace").facts["why"] == "tổng đài: người đang gọi"
    assert "8 đến 15 chữ số" in text(desk.post("/hotline/caller", {"phone": "12"}))


def test_what_is_open_near_by_is_offered_and_one_voice_counts_once(counter, desk, call):
    case = counter.open(point=SCENE)
    page = text(desk.post("/hotline/near", {"at": AT}))
    assert case.code in page
    for _ in range(2):
        desk.post("/cases/new", call | {"same": case.code})
    case = counter.fresh(case)
    assert (case.supporters, Case.objects.count()) == (1, 1)
    assert "Cây đổ chắn đường" in case.lines.order_by("-pk")[0].text_vi


def test_without_a_point_the_commune_and_the_street_find_it(counter, desk):
    case = counter.open(address="123 Trần Phú")
    asked = {"place": counter.hd.here.pk, "address": "tran phu"}
    assert case.code in text(desk.post("/hotline/near", asked))
    assert case.code not in text(desk.post("/hotline/near", asked | {"place": counter.hd.elsewhere.pk}))


def test_words_are_sorted_while_they_are_typed(counter, desk):
    assert desk.post("/hotline/kinds", {"text": "cháy nhà có người kẹt bên trong"}).status_code == 200
