"""The live stream through a real server and a real database: what arrives, what does not, and when it ends."""

import time
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from haidang.api.stream import app as stream
from haidang.api.stream import hub
from haidang.core.directory import actions as directory
from haidang.core.directory.models import Duty, Person
from haidang.core.incidents import actions as incidents
from haidang.core.telemetry import partitions
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.core.things.actions import change_thing
from haidang.core.things.models import Series, Source, Thing
from haidang.kernel import clock
from haidang.kernel.action import system

from .serving import WITHIN, new_key

pytestmark = [pytest.mark.processes]
ENDS_WITHIN = 5.0


@pytest.fixture
def officer(hd):
    return hd.officer("duty_officer", hd.centre, hd.province)


def opened(officer, place, title="Cây đổ"):
    return incidents.open_incident(officer, place, title=title, severity=3)


def session_of(actor):
    person = Person.objects.get(pk=actor.id)
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return store.session_key


def station(hd, code="AQ-001", data_class="public"):
    partitions.ensure(partitions.around(clock.today()))
    source = Source.objects.create(key=code, name_vi=code, name_en=code, door="ingest", data_class=data_class)
    thing = Thing.objects.create(
        code=code, domain="environment", type="air_station", name_vi=code, name_en=code, folded=code, sort_key=code,
        place=hd.here, source=source,
    )  # fmt: skip
    Series.objects.create(thing=thing, key="pm25", source=source, cadence_seconds=60, data_class=data_class)
    return thing


def test_it_says_hello_and_ticks(server, monkeypatch):
    monkeypatch.setattr(hub, "TICK_EVERY", 0.05)
    one = server.stream()
    assert set(one.hello) == {"seq", "at", "version"}
    assert one.answer.headers["content-type"].startswith("text/event-stream")
    assert server.stream(headers={"accept": "*/*"}).hello
    assert server.get("/api/v1/stream", params={"after": "x"}).status_code == 400


def test_a_tick_comes_from_time_to_time(hd, monkeypatch, request):
    monkeypatch.setattr(hub, "TICK_EVERY", 0.05)
    one = request.getfixturevalue("server").stream()
    assert one.next("tick")[1]["at"] > one.hello["at"]


def test_a_bad_key_is_refused(server):
    assert server.get("/api/v1/stream", headers={"authorization": "Bearer hd_x_y"}).status_code == 401


def test_what_happens_arrives_with_its_number(server, hd, officer):
    token, _key = new_key("read")
    one = server.stream(token)
    incident = opened(officer, hd.here)
    seq, told = one.next("event")
    assert seq == told["seq"] == one.hello["seq"] + 1
    assert (told["action"], told["id"], told["place"]) == ("incident.open", str(incident.pk), "26506")


def test_who_was_away_hears_what_was_missed_once_and_in_order(server, hd, officer):
    token, _key = new_key("read")
    first = server.stream(token)
    for number in range(3):
        opened(officer, hd.here, f"Việc {number}")
    heard = [first.next("event")[0] for _ in range(3)]
    for again in (
        server.stream(token, headers={"last-event-id": str(heard[0])}),
        server.stream(token, after=str(heard[0])),
    ):
        opened(officer, hd.here, "Việc mới")
        seqs = [again.next("event")[0] for _ in range(3)]
        assert seqs[:2] == heard[1:]
        assert seqs == sorted(set(seqs))


@pytest.mark.parametrize("after", ["0", "999999999"])
def test_who_missed_too_much_is_told_to_load_again(server, hd, officer, monkeypatch, after):
    monkeypatch.setattr(stream, "MOST_MISSED", 1)
    token, _key = new_key("read")
    first = server.stream(token)
    for _ in range(3):
        opened(officer, hd.here)
        last, _told = first.next("event")
    assert server.stream(token, after=after).next("reset")[1] == {"seq": last}


def test_the_values_asked_for_come_at_once_and_when_they_change(server, hd):
    station(hd)
    record(Sender("k"), [Reading("AQ-001", "pm25", clock.now(), 37.25)])
    one = server.stream(series="AQ-001/pm25,XX-1/none")
    assert one.next("latest")[1]["AQ-001/pm25"]["text"] == "37,2"
    record(Sender("k"), [Reading("AQ-001", "pm25", clock.now(), 1041.0)])
    told = iter(lambda: one.next("latest")[1]["AQ-001/pm25"], None)
    value = next(one for one in told if one["value"] != 37.25)  # the bell of the first may ring when they were told it
    assert (value["value"], value["text"], value["quality"]) == (1041.0, "1.041,0", 0)


def test_values_that_are_not_public_are_not_told_to_all(server, hd):
    station(hd, "IN-001", "internal")
    station(hd)
    one = server.stream(series="IN-001/pm25,AQ-001/pm25")
    for thing in ("IN-001", "AQ-001"):
        record(Sender("k"), [Reading(thing, "pm25", clock.now(), 1.0)])
    while "AQ-001/pm25" not in (told := one.next("latest")[1]):
        assert "IN-001/pm25" not in told
    assert "IN-001/pm25" not in told


def test_a_commune_officer_hears_of_their_own_place_only(server, hd, officer):
    commune = hd.officer("commune_officer", hd.committee, hd.here)
    one = server.stream(session=session_of(commune))
    opened(officer, hd.elsewhere)
    mine = opened(officer, hd.here)
    assert one.next("event")[1]["id"] == str(mine.pk)


def test_the_public_hears_of_what_is_public_only(server, hd, officer):
    thing = station(hd)
    one = server.stream()
    opened(officer, hd.here)
    change_thing(system("test"), thing, name_vi="Trạm Bãi Sau")
    told = one.next("event")[1]
    assert (told["action"], told["kind"]) == ("thing.change", "thing")


def ends(one):
    """Why it ended; the server closes it afterwards, within the time promised."""
    began = time.monotonic()
    why = one.next("end")[1]["why"]
    assert list(one.each()) == []
    assert time.monotonic() - began < ENDS_WITHIN
    return why


def test_a_revoked_key_ends_its_stream(server, hd):
    administrator = hd.officer("administrator", hd.centre, hd.province)
    token, key = new_key("read")
    one, other = server.stream(token), server.stream()
    directory.revoke_key(administrator, key, why="lộ khóa")
    assert "không còn hiệu lực" in ends(one)
    assert server.get("/api/v1/stream", headers={"authorization": f"Bearer {token}"}).status_code == 401
    assert other in server.open
    assert len(server.hub.viewers) == 1


def test_a_revoked_duty_ends_the_stream_and_what_it_showed(server, hd, officer):
    administrator = hd.officer("administrator", hd.centre, hd.province)
    session = session_of(officer)
    one = server.stream(session=session)
    duty = Duty.objects.get(person=officer.id)
    directory.revoke_duty(administrator, duty, why="hết nhiệm vụ")
    assert "thay đổi" in ends(one)
    thing = station(hd)
    again = server.stream(session=session)
    opened(hd.officer("duty_officer", hd.centre, hd.province), hd.here)
    change_thing(system("test"), thing, name_vi="Trạm Bãi Sau")
    assert again.next("event")[1]["action"] == "thing.change"


def test_a_closed_account_ends_its_stream(server, hd, officer):
    administrator = hd.officer("administrator", hd.centre, hd.province)
    one = server.stream(session=session_of(officer))
    directory.change_person(administrator, Person.objects.get(pk=officer.id), is_active=False)
    assert "không còn hiệu lực" in ends(one)


def test_somebody_elses_change_of_rights_ends_no_stream(server, hd, officer):
    administrator = hd.officer("administrator", hd.centre, hd.province)
    one = server.stream(session=session_of(officer))
    _token, key = new_key("read")
    directory.revoke_key(administrator, key, why="lộ khóa")
    incident = opened(officer, hd.here)
    seen = one.next("event")[1]
    assert seen["id"] == str(incident.pk)


def test_who_reads_too_slowly_is_let_go_and_nobody_waits_for_them(server, hd, officer, monkeypatch):
    monkeypatch.setattr(stream, "LAST_WORD_WITHIN", 0.1)
    token, _key = new_key("read")
    slow = server.stream(token)
    (viewer,) = server.hub.viewers
    quick = server.stream(token)

    def flood():
        for _ in range(2000):
            viewer.give(b": " + b"x" * 20_000 + b"\n\n")

    server.loop.call_soon_threadsafe(flood)
    incident = opened(officer, hd.here)
    assert quick.next("event")[1]["id"] == str(incident.pk)
    give_up_at = time.monotonic() + WITHIN
    while viewer in server.hub.viewers and time.monotonic() < give_up_at:
        quick.close()
        quick = server.stream(token)
    assert viewer not in server.hub.viewers
    assert viewer.frames.qsize() <= 256
    assert slow.answer.status_code == 200
