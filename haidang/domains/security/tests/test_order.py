"""Events and violations: who sees rows, who sums; no violation without a procedure, none forgotten."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client

from haidang.core.audit.models import Event
from haidang.core.directory.actions import create_key
from haidang.core.directory.models import Person
from haidang.core.directory.tests.small_province import SmallProvince, build
from haidang.domains.security import actions, indicators_fed, queries
from haidang.domains.security.actions import Doors, Found
from haidang.domains.security.models import OrderEvent, Violation
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible, Refused, system

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=clock.HO_CHI_MINH)
US = system("test")
DAY = timedelta(days=1)
CAMERAS = Doors("he-thong-camera")


@pytest.fixture
def hd(db: None) -> Iterator[SmallProvince]:
    with clock.frozen(NOW):
        yield build()


def browser(actor_id: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor_id))
    return client


def happened(hd: SmallProvince, kind: str, times: int = 1, **given: object) -> None:
    for _time in range(times):
        facts = {"place": hd.here, "kind": kind, "at": NOW - DAY, "source": "113"} | given
        actions.record(US, **facts)  # type: ignore[arg-type]


def found(hd: SmallProvince, *refs: str, days: float = 0, kind: str = "speeding") -> list[Violation]:
    several = [Found(ref, kind, hd.here, NOW - timedelta(days=days), plate="72A-123.45") for ref in refs]
    return actions.take(US, CAMERAS, several)


def test_those_with_the_duty_see_rows_and_others_sums_with_small_numbers_hidden(hd: SmallProvince) -> None:
    happened(hd, "theft", 6)
    happened(hd, "fire", 2)
    police = hd.officer("security_duty", hd.centre, hd.province)
    other = hd.officer("department_officer", hd.department, hd.province)
    since = (NOW - 7 * DAY).date()
    whole, part = queries.sums(police, since, NOW.date()), queries.sums(other, since, NOW.date())
    assert (whole.totals["theft"], whole.totals["fire"]) == (6, 2)
    assert (part.totals["theft"], part.totals["fire"]) == (6, None)
    assert part.cells["26506", "fire"] is None
    assert part.cells["26506", "theft"] is None  # else the sum of the commune would tell
    assert len(queries.events(police, NOW - 7 * DAY)) == 8
    assert len(queries.events(other, NOW - 7 * DAY)) == 0
    assert queries.by_hour(other, NOW - 7 * DAY).cells == {(5, 20): 8}
    assert queries.by_hour(police, NOW - 7 * DAY, ["fire"]).total == 2
    asked = queries.by_hour(other, NOW - 7 * DAY, ["fire"])
    assert (asked.cells, asked.total) == ({(5, 20): 8}, None)  # less the thefts it would tell the fires


def test_the_page_shows_rows_only_to_those_with_the_duty(hd: SmallProvince) -> None:
    happened(hd, "theft", 6, summary="Mất xe trước chợ")
    happened(hd, "fire", 1)
    police = browser(hd.officer("security_duty", hd.centre, hd.province).id)
    other = browser(hd.officer("department_officer", hd.department, hd.province).id)
    assert "Mất xe trước chợ" in police.get("/d/security/events/").content.decode()
    page = other.get("/d/security/events/").content.decode()
    assert "Mất xe trước chợ" not in page
    assert "&lt;5" in page
    given = {"kind": "fire", "at": "2026-11-21T10:00", "place": hd.here.pk, "deaths": 0, "injured": 1, "source": "114"}
    assert police.post("/d/security/events/new/", given).status_code == 302
    assert other.post("/d/security/events/new/", given).status_code == 403
    code = OrderEvent.objects.filter(kind="fire").latest("pk").code
    assert police.post(f"/d/security/events/{code}/close/", {"outcome": "Đã dập tắt"}).status_code == 302
    assert police.post(f"/d/security/events/{code}/close/", {"outcome": "nữa"}).status_code == 409


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("kind", {"kind": "ufo"}),
        ("at", {"at": NOW + DAY}),
        ("deaths", {"deaths": -1}),
        ("damage", {"damage": float("inf")}),
        ("source", {"source": " "}),
    ],
)
def test_an_event_that_cannot_be_is_refused_by_field(hd: SmallProvince, field: str, given: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        happened(hd, **({"kind": "fire"} | given))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not OrderEvent.objects.exists()


def test_what_a_source_tells_twice_is_kept_once(hd: SmallProvince) -> None:
    happened(hd, "fire", 2, ref="114-77")
    assert OrderEvent.objects.count() == 1


def test_a_violation_without_a_procedure_is_not_taken_in(hd: SmallProvince) -> None:
    with pytest.raises(Invalid) as refused:
        actions.take(US, CAMERAS, [Found("1", "speeding", hd.here, NOW), Found("2", "crosswalk", hd.here, NOW)])
    assert refused.value.field == "violations.1.kind"
    assert not Violation.objects.exists()


def test_a_violation_goes_its_way_and_its_age_is_counted_until_it_ends(hd: SmallProvince) -> None:
    police = hd.officer("security_duty", hd.centre, hd.province)
    fresh, old, wrong = found(hd, "1", days=1) + found(hd, "2", "3", days=40)
    (sums,) = queries.waiting(US)
    assert (sums.ages, sums.overdue) == ((1, 0, 0, 2), 0)
    with clock.frozen(NOW + 4 * DAY):
        assert queries.waiting(US)[0].overdue == 3  # three days to check are over
        actions.move(police, place=hd.province, violations=[fresh, old], key="confirm")
        actions.move(police, place=hd.province, violations=[wrong], key="reject")
        actions.move(police, place=hd.province, violations=[old], key="notify")
        with pytest.raises(Invalid):
            actions.move(police, place=hd.province, violations=[old], key="process")  # the outcome is missing
        actions.move(police, place=hd.province, violations=[old], key="process", reason="Phạt tiền")
        (sums,) = queries.waiting(US)
    assert (sums.ages, sums.processed, sums.rejected, sums.wrong) == ((1, 0, 0, 0), 1, 1, 50.0)


def test_a_plate_is_opened_only_where_the_violation_is_ones_own(hd: SmallProvince) -> None:
    (one,) = found(hd, "1")
    mine = browser(hd.officer("security_duty", hd.centre, hd.here).id)
    others = browser(hd.officer("security_duty", hd.centre, hd.elsewhere).id)
    where = f"/d/security/violations/{one.pk}/plate/"
    assert (mine.get(where).status_code, others.get(where).status_code) == (200, 404)
    actions.move(US, place=hd.here, violations=[one], key="reject")
    assert "72A-123.45" in mine.post(where, {"reason": "Khiếu nại 12"}).content.decode()


def test_moves_are_all_or_none_and_within_ones_own_place(hd: SmallProvince) -> None:
    first, second = found(hd, "1", "2")
    actions.move(US, place=hd.here, violations=[first], key="confirm")
    with pytest.raises(NotPossible):
        actions.move(US, place=hd.here, violations=[first, second], key="confirm")
    second.refresh_from_db()
    assert second.state == "detected"
    elsewhere = hd.officer("security_duty", hd.centre, hd.elsewhere)
    with pytest.raises(Invalid):
        actions.move(elsewhere, place=hd.elsewhere, violations=[second], key="confirm")
    with pytest.raises(Refused):
        actions.move(elsewhere, place=hd.here, violations=[second], key="confirm")


def test_a_plate_is_sealed_and_each_look_is_journalled(hd: SmallProvince) -> None:
    (one,) = found(hd, "1")
    assert b"123.45" not in bytes(one.sealed or b"")
    police = hd.officer("security_duty", hd.centre, hd.province)
    assert actions.look(police, one, reason="Xử lý") == "72A-123.45"
    assert Event.objects.filter(action="violation.look").get().facts["reason"] == "Xử lý"
    leader = hd.officer("leader", hd.centre, hd.province)
    with pytest.raises(Refused):
        actions.look(leader, one, reason="tò mò")


def test_violations_are_moved_in_bulk_on_the_page(hd: SmallProvince) -> None:
    rows = found(hd, "1", "2", "3")
    police = browser(hd.officer("security_duty", hd.centre, hd.province).id)
    page = police.get("/d/security/violations/?state=detected").content.decode()
    assert "Máy nhận sai" in page
    ticked = {"state": "detected", "key": "confirm", "one": [str(one.pk) for one in rows[:2]]}
    assert police.post("/d/security/violations/move/", ticked).status_code == 302
    assert Violation.objects.filter(state="confirmed").count() == 2
    assert "72A-123.45" in police.post(f"/d/security/violations/{rows[0].pk}/plate/", {"reason": "x"}).content.decode()
    other = browser(hd.officer("department_officer", hd.department, hd.province).id)
    page = other.get("/d/security/violations/").content.decode()
    assert "Từng vi phạm" not in page
    assert "Chạy quá tốc độ" in page


def test_camera_systems_send_violations_with_a_key_and_a_receipt(hd: SmallProvince) -> None:
    _key, token = create_key(US, name="camera", can=["violations"])
    sent = {
        "source": "camera",
        "violations": [{"ref": "1", "kind": "speeding", "at": NOW.isoformat(), "place": "26506", "plate": "72A-1"}],
    }
    ask = {"content_type": "application/json", "headers": {"Authorization": f"Bearer {token}"}}
    assert Client().post("/api/v1/security/violations", sent, content_type="application/json").status_code == 401
    answer = Client().post("/api/v1/security/violations", sent, **ask)
    assert (answer.status_code, answer.json()) == (201, {"given": 1, "taken": 1, "known": 0})
    assert Client().post("/api/v1/security/violations", sent, **ask).json()["known"] == 1
    bad = sent | {"violations": [{"ref": "2", "kind": "crosswalk", "at": NOW.isoformat(), "place": "26506"}]}
    assert Client().post("/api/v1/security/violations", bad, **ask).status_code == 422


def test_real_counts_become_figures_of_every_commune_and_simulated_ones_do_not(hd: SmallProvince) -> None:
    happened(hd, "accident", is_simulated=True)
    assert indicators_fed.figures((NOW - DAY).date()) == []
    happened(hd, "accident", 2, deaths=1, injured=2)
    figures = {(one.indicator, one.place): one.value for one in indicators_fed.figures((NOW - DAY).date())}
    assert figures["security.accidents", "26506"] == 2
    assert figures["security.accidents", "26560"] == 0
    assert figures["security.accident_deaths", "26506"] == 2
    found(hd, "1", days=40)
    today = {(one.indicator, one.place): one.value for one in indicators_fed.figures(NOW.date())}
    assert (today["security.detected", "26506"], today["security.unprocessed_old", "26506"]) == (1, 1)
