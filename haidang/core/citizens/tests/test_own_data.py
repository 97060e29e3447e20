"""The rights over one's own data: a copy of everything, a correction, an end that leaves what the law keeps."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest

from haidang.core.audit.models import Event
from haidang.core.cases import actions as cases
from haidang.core.cases.claiming import claim
from haidang.core.cases.models import Case, Party
from haidang.core.cases.opening import Someone
from haidang.core.citizens import accounts, corrections, jobs, own_data, proxies, queries, wishes
from haidang.core.citizens.models import Citizen, Claim, Deletion, Export, Identity
from haidang.core.directory.signing_in.proofs import Proof
from haidang.core.files import actions as files
from haidang.core.files.receiving import receive
from haidang.core.files.tests.samples import picture
from haidang.core.notices import queries as notices
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible, Refused, system

pytestmark = pytest.mark.django_db


def person_of(number: str = "0990000031", **claims: str):
    return accounts.sign_in(Proof("phone", number, claims={"phone": number}))


@pytest.fixture
def huong(counter):
    person = person_of()
    word = Proof(
        "issuer", "sim-1", "vneid", "LoA2", {"name": "Lê Thị Thu Hương", "identity": "000188000001", "phone": "1"}
    )
    accounts.link(person.as_actor(), Citizen(person), word)
    return person


def report(counter, person, **given):
    return counter.open(by=person.as_actor(), people=[Someone("reporter", person=person)], is_anonymous=True, **given)


def test_the_issuers_word_goes_before_what_answered_a_code(huong):
    assert queries.claims(huong.as_actor(), huong) == {
        "name": "Lê Thị Thu Hương",
        "identity": "000188000001",
        "phone": "1",
    }
    assert queries.level(huong) == "identity"
    assert queries.level(person_of("0990000032")) == "phone"


def test_claims_are_for_their_owner_and_the_program_alone(huong, counter):
    assert queries.claims(system("forms"), huong)
    for actor in (counter.centre, counter.clerk, person_of("0990000033").as_actor()):
        with pytest.raises(Refused):
            queries.claims(actor, huong)


def test_a_proof_that_is_taken_away_takes_its_word_along(huong):
    accounts.unlink(huong.as_actor(), Citizen(huong), huong.identities.get(kind="issuer"))
    assert queries.claims(huong.as_actor(), huong) == {"phone": "0990000031"}


def test_a_case_sent_without_an_account_is_claimed_by_its_link_once(counter, huong):
    case = counter.open()
    claim(counter.holder(case), case, person=huong)
    assert counter.fresh(case).person == huong
    with pytest.raises(NotPossible, match="tài khoản khác"):
        claim(counter.holder(case), case, person=person_of("0990000034"))
    with pytest.raises(Refused):
        claim(counter.other_clerk, counter.open(), person=huong)


def test_a_report_sent_while_signed_in_names_nobody_to_the_office(counter, huong):
    case = report(counter, huong)
    shown = [
        *case.lines.values_list("text_vi", "actor_name"),
        *Party.objects.filter(case=case).values_list("name", "phone"),
    ]
    assert "Hương" not in str(shown)
    assert "0990000031" not in str(shown)
    assert {name for _text, name in shown[:1]} == {"Người dân"}


def test_every_look_is_seen_with_role_office_and_reason_page_by_page(counter, huong):
    case = report(counter, huong, files=[receive(BytesIO(picture()), name="a.jpg", data_class="personal")])
    cases.look(counter.centre, case, why="gọi lại hỏi chỗ ngập")
    files.look(counter.centre, case.papers.get().file, case.code)
    other = report(counter, person_of("0990000035"))
    cases.look(counter.centre, other, why="việc khác")
    first = queries.who_looked(huong.as_actor(), huong, limit=1)
    second = queries.who_looked(huong.as_actor(), huong, before=first.before, limit=1)
    rows = [*first.rows, *second.rows]
    assert [(one.who, one.office) for one in rows] == [("Trực ban", "Trung tâm IOC")] * 2
    assert [one.what for one in rows] == ["Tệp bạn đã gửi", f"Người gửi của một việc {case.code}"]
    assert [one.look.why for one in rows] == [case.code, "gọi lại hỏi chỗ ngập"]
    assert second.before is None
    with pytest.raises(Refused):
        queries.who_looked(counter.centre, huong)


def test_the_copy_holds_everything_of_oneself_and_nothing_of_others(counter, huong):
    mine = report(
        counter,
        huong,
        files=[receive(BytesIO(picture()), name="hố ga.jpg", data_class="personal")],
        text="<script>x</script>",
    )
    other = report(counter, person_of("0990000036"))
    export = own_data.ask_for_copy(huong.as_actor(), Citizen(huong))
    with pytest.raises(NotPossible):
        own_data.ask_for_copy(huong.as_actor(), Citizen(huong))
    own_data.make_copy(export.pk)
    export.refresh_from_db()
    assert own_data.is_open(export)
    with zipfile.ZipFile(own_data.path_of(export)) as archive:
        facts, page = json.loads(archive.read("data.json")), archive.read("index.html").decode()
        assert [name for name in archive.namelist() if name.endswith("hố ga.jpg")]
    assert [one["code"] for one in facts["cases"]] == [mine.code]
    assert other.code not in page
    assert "<script>" not in page
    assert "Lê Thị Thu Hương" in page
    assert "<tr><th>Loại<td>Điện thoại" in page  # in words, not by the names of data.json
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert not own_data.is_open(export)
        jobs.clear_away()
    assert not own_data.path_of(export).exists()
    assert Export.objects.get().state == "gone"


def test_an_account_is_deleted_after_seven_days_and_cases_stay(counter, huong):
    kept, shown = report(counter, huong), report(counter, huong)
    cases.publish(counter.centre, shown)
    wishes.follow(huong.as_actor(), Citizen(huong), counter.hd.here)
    row = own_data.ask_to_delete(huong.as_actor(), Citizen(huong))
    jobs.delete_accounts()
    assert Identity.objects.filter(person=huong).exists()
    with clock.frozen(clock.now() + timedelta(days=7, minutes=1)):
        jobs.delete_accounts()
    huong.refresh_from_db()
    assert (huong.is_active, huong.phone, huong.full_name) == (False, "", "Người dân")
    assert not Claim.objects.filter(person=huong).exists()
    assert Case.objects.get(pk=kept.pk).lines.exists()
    assert Case.objects.get(pk=shown.pk).person is None
    proof = Event.objects.get(action="citizen.erase")
    assert (proof.facts["code"], proof.facts["deleted"]["claims"] > 0) == (row.code, True)
    assert "Hương" not in str(list(Event.objects.values_list()))
    assert accounts.known(Proof("phone", "0990000031")) is None


def test_one_may_change_ones_mind(huong):
    own_data.ask_to_delete(huong.as_actor(), Citizen(huong))
    own_data.change_ones_mind(huong.as_actor(), Citizen(huong))
    with clock.frozen(clock.now() + timedelta(days=8)):
        jobs.delete_accounts()
    assert Deletion.objects.get().done_at is None
    assert Identity.objects.filter(person=huong).exists()


@pytest.fixture
def proxied(counter, huong):
    daughter = person_of("0990000037")
    case = report(counter, huong)
    proxy = proxies.give(
        huong.as_actor(), Citizen(huong), to="0990 000 037", name="Con gái", chosen=[case],
        until=clock.today() + timedelta(days=30), version=1,
    )  # fmt: skip
    return daughter, case, proxy


def test_a_proxy_acts_on_the_named_case_and_the_log_says_so(counter, proxied):
    daughter, case, _proxy = proxied
    proxies.write(daughter.as_actor(), proxies.of(daughter.as_actor(), case.code), "Mẹ tôi nhờ nhắn")
    line = case.lines.order_by("-pk").first()
    assert line.text_vi == "Mẹ tôi nhờ nhắn"
    assert line.actor_name.startswith("Người được ủy quyền")
    event = Event.objects.get(action="proxy.write")
    assert (event.actor, event.facts["case"]) == (f"person:{daughter.pk}", case.code)


def test_a_proxy_ends_with_its_day_or_when_it_is_revoked(counter, huong, proxied):
    daughter, case, proxy = proxied
    held = proxies.of(daughter.as_actor(), case.code)
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert proxies.of(daughter.as_actor(), case.code) is None
    proxies.revoke(huong.as_actor(), Citizen(huong), proxy)
    assert proxies.of(daughter.as_actor(), case.code) is None
    with pytest.raises(NotPossible, match="thu lại"):
        proxies.write(daughter.as_actor(), held, "vẫn thử")


def test_a_proxy_reaches_no_other_case_and_nobody_elses(counter, huong, proxied):
    daughter, case, proxy = proxied
    other = report(counter, huong)
    assert proxies.of(daughter.as_actor(), other.code) is None
    stranger = person_of("0990000038")
    with pytest.raises(Refused):
        proxies.write(stranger.as_actor(), proxies.ByProxy(proxy, case, stranger.as_actor()), "x")
    with pytest.raises(Refused):
        proxies.revoke(stranger.as_actor(), Citizen(stranger), proxy)


def test_a_community_team_acts_while_somebody_holds_its_duty(counter, huong):
    hd = counter.hd
    case, other = report(counter, huong), report(counter, huong)
    given = {"name": "Tổ", "chosen": [case], "until": clock.today(), "version": 1, "office": hd.committee}
    with pytest.raises(Invalid, match="chưa có tổ"):
        proxies.give(huong.as_actor(), Citizen(huong), **given)
    team, stranger = hd.officer("community_team", hd.committee, hd.here), hd.officer("reception", hd.committee, hd.here)
    proxies.give(huong.as_actor(), Citizen(huong), **given)
    assert "Bạn được nhờ làm thay một việc" in [one.title_vi for one in notices.inbox(team)]
    proxies.write(team, proxies.of(team, case.code), "Cô Hương nhờ nhắn")
    assert "tổ công nghệ số cộng đồng" in case.lines.order_by("-pk").first().actor_name
    assert [one.cases.get() for one in queries.proxies_of_teams(team)] == [case]
    assert proxies.of(team, other.code) is None
    assert proxies.of(stranger, case.code) is None
    proxies.look(team, proxies.of(team, case.code))
    assert queries.who_looked(huong.as_actor(), huong).rows[0].who == "Người được bạn ủy quyền"
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert proxies.of(team, case.code) is None


@pytest.fixture
def keeper(counter):
    hd = counter.hd
    return hd.officer("data_protection", hd.centre, hd.province, "internal", "personal")


def test_a_correction_is_asked_looked_at_and_goes_before_the_word_it_corrects(counter, huong, keeper):
    me = huong.as_actor(), Citizen(huong)
    row = corrections.ask(*me, name="birth_date", wanted="2/9/1990", why="giấy khai sinh")
    assert notices.unread_count(keeper).count == 1
    for name in ("blood", "phone"):
        with pytest.raises(Invalid, match="Chọn một trong"):
            corrections.ask(*me, name=name, wanted="A")
    with pytest.raises(NotPossible, match="đang xem"):
        corrections.ask(*me, name="birth_date", wanted="3/9/1990")
    assert [corrections.rows(actor, waiting=True) for actor in (counter.clerk, me[0], keeper)] == [[], [], [row]]
    with pytest.raises(Refused):
        corrections.answer(me[0], row, is_done=True, text="tự sửa")
    assert corrections.look(keeper, row) == []
    assert queries.who_looked(me[0], huong).rows[0].who == "Bảo vệ dữ liệu cá nhân"
    with pytest.raises(Invalid, match="02/09/1990"):
        corrections.answer(keeper, row, is_done=True, text="Đã sửa", value="31/2/1990")
    corrections.answer(keeper, row, is_done=True, text="Theo giấy khai sinh bạn gửi")
    assert queries.claims(me[0], huong)["birth_date"] == "1990-09-02"
    assert notices.unread_count(me[0]).count == 1
    with pytest.raises(NotPossible, match="đã được trả lời"):
        corrections.answer(keeper, row, is_done=False, text="thôi")
    assert "1990" not in str(list(Event.objects.filter(action__startswith="correction.").values_list("facts")))


def test_a_correction_ends_when_the_issuer_says_something_new(huong, keeper):
    row = corrections.ask(huong.as_actor(), Citizen(huong), name="name", wanted="Lê Thị Hương")
    corrections.answer(keeper, row, is_done=True, text="Đã sửa")
    for said, known in (("Lê Thị Thu Hương", "Lê Thị Hương"), ("Lê Thu Hương", "Lê Thu Hương")):
        accounts.sign_in(Proof("issuer", "sim-1", "vneid", "LoA2", {"name": said}))
        assert queries.claims(huong.as_actor(), huong)["name"] == known
