"""One's own pages: what they show their owner, and that nobody ever sees anything of somebody else's."""

import pytest
from django.core.cache import cache
from django.test import Client

from haidang.core.cases import actions as cases
from haidang.core.cases.models import Case
from haidang.core.citizens import own_data, proxies, wishes
from haidang.core.citizens.models import Citizen, Export, FollowedPlace
from haidang.core.citizens.tests.test_push import Browser
from haidang.core.notices.models import Subscription
from haidang.kernel import clock
from haidang.web.citizen.account.tests.entering import citizen, signed_in
from haidang.web.tests.browsing import browser, read

from . import urls_of_me

pytestmark = pytest.mark.django_db
OPEN_TO_ALL = {"app_me"}


@pytest.fixture(autouse=True)
def _fresh_cache(db):
    cache.clear()


@pytest.fixture
def huong(town, outside):
    """Somebody with one of everything."""
    person = citizen("0990000041")
    client = signed_in(person)
    case = town.sent(client, text="Rác trước nhà tôi từ hôm qua", name="Hương", phone="0990000041")
    assert case.person == person
    actor, me = person.as_actor(), Citizen(person)
    wishes.follow(actor, me, town.counter.hd.here, name="Nhà mẹ", is_home=True)
    browser = Browser(f"{outside}/push/huong")
    wishes.subscribe(actor, me, endpoint=browser.endpoint, **browser.keys)
    own_data.make_copy(own_data.ask_for_copy(actor, me).pk)
    proxies.give(actor, me, to=citizen("0990000042").phone, name="Con", chosen=[case], until=clock.today(), version=1)
    cases.reply(town.counter.centre, case, "Đội vệ sinh đến chiều nay")
    return client


def numbers() -> dict[str, object]:
    """What stands in the addresses of Hương's things."""
    return {
        "code": Case.objects.get().code,
        "token": Export.objects.earliest("pk").token,
        "move": "supply",
        "key": "nothing",
    }


def test_my_things_are_all_there(huong, town):
    page = read(huong.get("/app/me/"))
    assert "Rác trước nhà tôi" in page
    assert "Đội vệ sinh" in read(huong.get("/app/me/messages/"))
    assert "Nhà mẹ" in read(huong.get("/app/me/places/"))
    assert "0990000041" in read(huong.get("/app/me/account/"))
    assert "Thu lại ngay" in read(huong.get("/app/me/proxies/"))
    assert "Chưa ai xem" in read(huong.get("/app/me/looks/"))
    cases.look(town.counter.centre, Case.objects.get(), why="gọi lại cho người gửi")
    page = read(huong.get("/app/me/looks/"))
    assert "gọi lại cho người gửi" in page
    assert "Trung tâm IOC" in page


def test_whoever_is_not_signed_in_is_asked_to(client, huong):
    for name in urls_of_me.names():
        for method in (client.get, client.post):
            answer = method(urls_of_me.address(name, huong_number(name), **numbers()))
            assert answer.status_code in (302, 405) or name in OPEN_TO_ALL, name
            if answer.status_code == 302:
                assert answer["Location"].startswith("/app/signin/"), name


def test_one_citizen_never_sees_or_changes_anything_of_another(huong):
    """Every address under /app/me/, with the numbers and codes of her things; one setup, for it is the slow part."""
    person = citizen("0990000043")
    before, secrets = (
        urls_of_me.state(),
        ("Rác trước nhà", "Nhà mẹ", "0990000041", Case.objects.get().code, "Đội vệ sinh"),
    )
    for name in urls_of_me.names():
        url, stranger = urls_of_me.address(name, huong_number(name), **numbers()), signed_in(person)
        for answer in (stranger.get(url), stranger.post(url)):
            said = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert not [one for one in secrets if one in said.decode(errors="ignore") and one not in url], name
            assert answer.status_code in (200, 302, 404, 405, 409, 422), name
        assert urls_of_me.state() == before, name


def huong_number(name: str) -> int:
    """The number of the thing of hers that an address is about."""
    rows = {"app_me_push_off": Subscription, "app_me_place_remove": FollowedPlace}
    return urls_of_me.number_of(name, rows)


def test_what_this_browser_kept_goes_into_the_account(town, outside):
    client = Client()
    case = town.sent(client)
    client.force_login(citizen("0990000044"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "còn giữ 1 việc" in read(client.get("/app/me/"))
    client.post("/app/me/claim/")
    case.refresh_from_db()
    assert case.person.phone == "0990000044"
    assert "còn giữ" not in read(client.get("/app/me/"))


def test_a_proxy_opens_the_case_and_its_giver_sees_it(huong, town):
    case = Case.objects.get()
    daughter = signed_in(case.person.proxies_given.get().taker)
    assert case.secret not in read(daughter.get(f"/app/me/for/{case.code}/"))
    daughter.post(f"/app/me/for/{case.code}/write/", {"say-text": "Mẹ tôi nhờ hỏi"})
    assert case.lines.filter(text_vi="Mẹ tôi nhờ hỏi", actor_name__startswith="Người được ủy quyền").exists()


def test_the_community_team_is_asked_in_the_app_and_acts_at_the_desk(huong, town):
    hd, case = town.counter.hd, Case.objects.get()
    assert "Nhờ ai" not in read(huong.get("/app/me/proxies/"))  # nobody is in a team yet
    team = browser(hd.officer("community_team", hd.committee, hd.here))
    form = {"chosen": [case.code], "until": f"{clock.today()}", "agreed": "on", "version": "1"}
    assert "Không được để trống" in read(huong.post("/app/me/proxies/", form | {"whom": "person"}), 422)
    assert huong.post("/app/me/proxies/", form | {"whom": hd.committee.code}).status_code == 302
    assert case.code in read(team.get("/proxies/"))
    assert "Nhắn cho cơ quan xử lý" in read(team.get(f"/proxies/{case.code}/"))
    assert team.post(f"/proxies/{case.code}/write/", {"say-text": "Cô Hương nhờ hỏi"}).status_code == 302
    assert "Cô Hương nhờ hỏi" in read(team.get(f"/proxies/{case.code}/"))
    assert "Người được bạn ủy quyền" in read(huong.get("/app/me/looks/"))
    huong.post(f"/app/me/proxies/{case.person.proxies_given.get(taker=None).pk}/revoke/")
    assert team.get(f"/proxies/{case.code}/").status_code == 404
    assert browser(hd.officer("reception", hd.committee, hd.here)).get("/proxies/").status_code == 403


def test_wishes_are_kept_and_half_of_the_quiet_hours_refused(huong):
    given = {"topics": ["cases"], "ways": ["sms", "mail"], "quiet_from": "21:30", "quiet_to": "06:00"}
    assert huong.post("/app/me/notifications/", given).status_code == 302
    page = read(huong.get("/app/me/notifications/"))
    assert "21:30" in page
    assert "Chưa có địa chỉ thư nhận tin" in page
    assert "bỏ trống cả hai" in read(huong.post("/app/me/notifications/", given | {"quiet_to": ""}), 422)


def test_two_steps_and_a_code_lead_to_the_end_of_an_account(huong):
    assert "Luật buộc giữ lại" in read(huong.get("/app/me/data/delete/"))
    huong.post("/app/me/data/delete/do/")
    assert "XD-" not in read(huong.get("/app/me/data/"))
    huong.post("/app/me/data/delete/do/", {"sure": "on"})
    assert "XD-" in read(huong.get("/app/me/data/"))
    huong.post("/app/me/data/keep/")
    assert "XD-" not in read(huong.get("/app/me/data/"))


def test_the_copy_is_for_its_owner(huong):
    answer = huong.get(f"/app/me/data/copy/{Export.objects.get().token}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")


def test_a_subscription_by_script_is_checked(huong, outside):
    browser = Browser(f"{outside}/push/more")
    body = {"endpoint": browser.endpoint, "keys": browser.keys}
    assert huong.post("/app/me/push/", body, content_type="application/json").json() == {"is_on": True}
    wrong = huong.post("/app/me/push/", body | {"endpoint": "https://evil.test/"}, content_type="application/json")
    assert (wrong.status_code, "chưa cho phép" in wrong.json()["why"]) == (422, True)
    assert huong.post("/app/me/push/", "x", content_type="application/json").status_code == 422
