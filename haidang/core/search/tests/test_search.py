"""What search finds, how soon, in which order, and for whom."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from haidang.core.directory.models import Person
from haidang.core.directory.queries import visible
from haidang.core.incidents.actions import send_unit
from haidang.core.incidents.models import Incident
from haidang.core.incidents.tests.watch_room import build
from haidang.core.rules.tests.watched import build as build_watched
from haidang.core.search import filling, following, queries
from haidang.core.search.grams import asked, grams
from haidang.core.search.kinds import KINDS
from haidang.core.search.models import Found
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.once import remembering

ROLES = (
    "leader", "duty_officer", "commune_officer", "department_officer", "field_unit", "integrator", "reception", "auditor",
)  # fmt: skip


@pytest.fixture
def watched(db):
    one = build_watched()
    following.fill()
    return one


@pytest.fixture
def desk(db):
    one = build()
    following.fill()
    return one


def titles(actor, words, **more):
    return [hit.title.vi for hit in queries.find(actor, words, **more)]


def test_beginnings_of_words_find_whatever_the_marks():
    assert {"tr", "tra", "tram", "aq", "001", "aq001"} <= grams(["Trạm"], ["AQ-001"])
    assert "t" not in grams(["Trạm"])
    assert asked("Trạm đo AQ") == ["tram", "do", "aq"]


def test_what_has_just_been_done_is_found_at_once(desk):
    incident = desk.open(title="Cháy kho giấy", playbook=("", ""))
    [hit] = queries.find(desk.officer, "chay giay")
    assert (hit.kind, hit.code, hit.severity, hit.is_now) == ("incident", incident.code, 2, True)


def test_the_exact_code_comes_first(watched):
    thing = Thing.objects.get(code="AQ-001")
    hits = queries.find(watched.officer, "aq 001")
    assert hits[0].kind == "thing"
    assert queries.find(watched.officer, "AQ-001")[0].key == str(thing.pk)
    assert queries.find(watched.officer, "aq001")[0].key == str(thing.pk)


def test_what_is_under_way_comes_before_what_is_over(desk):
    over = desk.open(title="Ngập đường ven sông", playbook=("", ""))
    Incident.objects.filter(pk=over.pk).update(closed_at=clock.now())
    filling.keep(KINDS["incident"], [over.pk])
    desk.open(title="Ngập đường chợ", playbook=("", ""))
    hits = queries.find(desk.officer, "ngap duong", kinds=["incident"])
    assert [(hit.title.vi, hit.is_now) for hit in hits] == [("Ngập đường chợ", True), ("Ngập đường ven sông", False)]


def test_what_lies_years_back_is_found_last(desk):
    old, older = desk.open(title="Sạt lở bờ kè", playbook=("", "")), desk.open(title="Sạt lở bờ kè", playbook=("", ""))
    for one, days in ((old, 400), (older, 2000)):
        at = clock.now() - clock.duration(f"{days}d")
        Incident.objects.filter(pk=one.pk).update(opened_at=at, closed_at=at)
    filling.keep(KINDS["incident"], [old.pk, older.pk])
    assert [hit.key for hit in queries.find(desk.officer, "sat lo bo ke")] == [str(old.pk), str(older.pk)]


def test_everybody_finds_just_what_the_rules_of_sight_let_them_see(watched):
    for role in ROLES:
        place = watched.hd.here if role == "commune_officer" else watched.hd.province
        actor = watched.hd.officer(role, watched.hd.centre, place)
        for kind in KINDS.values():
            rows, rule = Found.objects.filter(kind=kind.name), queries.sight(actor, kind)
            found = set(rows.filter(rule).values_list("key", flat=True)) if rule is not None else set()
            prefix = f"{kind.owner}__in" if kind.owner else "pk__in"
            owners = kind.seen_as.objects.filter(visible(actor, kind.seen_as))
            seen = {
                str(number) for number in kind.model.objects.filter(**{prefix: owners}).values_list("pk", flat=True)
            }
            assert found == seen & set(rows.values_list("key", flat=True)), (role, kind.name)


def test_a_commune_officer_finds_what_lies_in_the_commune(desk):
    desk.open(title="Cháy kho giấy", playbook=("", ""))
    here = desk.hd.officer("commune_officer", desk.hd.committee, desk.hd.here)
    there = desk.hd.officer("commune_officer", desk.hd.other_committee, desk.hd.elsewhere)
    assert titles(here, "chay kho giay") == ["Cháy kho giấy"]
    assert titles(there, "chay kho giay") == []


def test_a_place_is_called_by_its_name_alone(desk):
    desk.hd.here.lat, desk.hd.here.lon = 10.35, 107.08
    desk.hd.here.save()
    desk.open(title="Vũng Tàu ngập sâu", playbook=("", ""))
    following.fill()
    assert queries.find(desk.officer, "vung tau")[0].kind == "place"


def test_one_that_cannot_be_told_does_not_keep_the_others_away(desk, monkeypatch, caplog):
    broken, whole = (
        desk.open(title="Sập giàn giáo", playbook=("", "")),
        desk.open(title="Sập mái chợ", playbook=("", "")),
    )
    kind = KINDS["incident"]

    def say(one):
        return kind.say(one) if one.pk == whole.pk else 1 / 0

    monkeypatch.setitem(KINDS, "incident", replace(kind, say=say))
    assert titles(desk.officer, "sap") == ["Sập mái chợ"]
    assert f"incident {broken.pk}" in caplog.text


def test_citizens_are_not_looked_up(watched):
    Person.objects.create(account="0903123456", full_name="Bùi Thị Thử", folded="bui thi thu", is_citizen=True)
    following.fill()
    assert titles(watched.officer, "bui thi thu") == []


def test_a_task_is_found_as_soon_as_a_unit_is_sent(desk):
    task = send_unit(desk.officer, desk.open(title="Cháy", playbook=("", "")), desk.crew, text="Cắt điện khu bãi")
    assert [hit.code for hit in queries.find(desk.officer, "cat dien khu bai")] == [task.code]


def test_what_is_gone_and_what_was_renamed_follows(watched):
    thing = Thing.objects.get(code="AQ-001")
    Thing.objects.filter(pk=thing.pk).update(name_vi="Trạm Bãi Sau")
    assert filling.keep(KINDS["thing"], [thing.pk]) == 1
    assert filling.keep(KINDS["thing"], [thing.pk]) == 0
    assert "Trạm Bãi Sau" in titles(watched.officer, "bai sau", kinds=["thing"])
    Found.objects.create(
        kind="thing",
        key="999999",
        ref="X",
        title_vi="Mất",
        title_en="Lost",
        folded="mat",
        grams=[":thing=now", "mat"],
        digest="",
    )
    following.fill()
    assert not Found.objects.filter(kind="thing", key="999999").exists()


def test_one_letter_and_nothing_ask_nothing(watched):
    assert (
        queries.find(watched.officer, "")
        == queries.find(watched.officer, "t")
        == queries.find(watched.officer, "'; %")
        == []
    )


def test_a_search_is_a_handful_of_statements(watched):
    with remembering(), CaptureQueriesContext(connection) as statements:
        queries.find(watched.officer, "tram khong khi")
    assert len(statements) < 16
