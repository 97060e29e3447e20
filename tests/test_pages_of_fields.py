"""The rooms that health, education and the economy bring, through a browser's eyes."""

from collections.abc import Iterator
from datetime import date

import pytest

from haidang.core.directory.tests.small_province import SmallProvince, build
from haidang.core.telemetry import partitions
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.core.things.models import Series, Source, Thing
from haidang.domains.health import stocks
from haidang.domains.health.models import Signal, StockLot
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor, system
from haidang.web.tests.browsing import browser, read

NOW = clock.start_of(date(2026, 11, 20)).replace(hour=9)


@pytest.fixture
def hd(db: None) -> Iterator[SmallProvince]:
    with clock.frozen(NOW):
        partitions.ensure(partitions.around(NOW.date()))
        yield build()


def page(actor: Actor, path: str, language: str = "vi") -> str:
    answer = browser(_person(actor), language).get(path)
    assert answer.status_code == 200, answer.status_code
    return read(answer)


def _person(actor: Actor):
    from haidang.core.directory.models import Person

    return Person.objects.get(pk=actor.id)


def leader(hd: SmallProvince) -> Actor:
    return hd.officer("leader", hd.centre, hd.province, "internal")


def thing(hd: SmallProvince, code: str, kind: str, values: dict[str, float], **fields: object) -> Thing:
    """One at the first commune, of the department, with newest values."""
    known = registry.thing_type(kind)
    assert known
    domain, facts = known
    source, _made = Source.objects.get_or_create(
        key="thu", defaults={"name_vi": "Thử", "name_en": "Test", "door": "ingest", "is_simulated": True}
    )
    made = Thing.objects.create(
        code=code, domain=domain.key, type=kind, name_vi=f"Tên {code}", name_en=f"Name {code}", folded=code.lower(),
        sort_key=code, place=hd.here, office=hd.department, source=source, fields=fields,
    )  # fmt: skip
    for key in facts.series:
        Series.objects.create(thing=made, key=key, source=source, unit="", cadence_seconds=86_400, decimals=1)
    record(Sender("thu"), [Reading(code, key, clock.now(), value) for key, value in values.items()])
    return made


def test_an_epidemic_beyond_its_threshold_is_seen_with_its_commune(hd):
    facts = {
        "disease": "dengue",
        "week": date(2026, 11, 9),
        "method": "farrington",
        "at": clock.now(),
        "is_simulated": True,
    }
    Signal.objects.create(place=hd.province, observed=60, expected=50, upper=80, **facts)
    Signal.objects.create(place=hd.here, observed=21, expected=4, upper=11, is_alarm=True, **facts)
    shown = page(leader(hd), "/d/health/epidemics/?disease=dengue")
    assert "1/1 nơi vượt ngưỡng" in shown
    assert "Phường Vũng Tàu" in shown
    assert "Chưa có số ca để xét" in page(leader(hd), "/d/health/epidemics/?disease=measles")
    assert "Phường Vũng Tàu" in page(leader(hd), "/d/health/")


def test_a_keeper_counts_and_takes_in_what_a_leader_only_sees(hd):
    store = thing(hd, "KVX-1", "vaccine_store", {})
    lot = stocks.receive(system("test"), store, "bcg", "L1", quantity=40, daily_use=4, expires_on=date(2027, 5, 1))
    assert ">10</b> ngày" in page(leader(hd), "/d/health/stocks/")
    assert "Kiểm kê</summary>" not in page(leader(hd), "/d/health/stocks/")
    keeper = browser(_person(hd.officer("department_officer", hd.department, hd.province, "internal")))
    keeper.post(f"/d/health/stocks/lots/{lot.pk}/", {"quantity": "1.000,5"})
    lot.refresh_from_db()
    assert lot.quantity == 1000.5
    said = {
        "store": "KVX-1",
        "item": "opv",
        "number": "L2",
        "quantity": "50",
        "daily_use": "5",
        "expires_on": "2026-01-01",
    }
    assert keeper.post("/d/health/stocks/receive/", said).status_code == 422
    assert keeper.post("/d/health/stocks/receive/", said | {"expires_on": "2027-01-01"}).status_code == 302
    assert StockLot.objects.filter(item="opv").count() == 1


def test_public_projects_stand_under_their_owner_with_the_year_s_end(hd):
    thing(hd, "DA-1", "public_project", {"disbursed": 41.0, "progress": 30.0}, owner="Ban A", plan_this_year=200.0,
          held_up_by="Mặt bằng", ends_on="2026-06-30")  # fmt: skip
    thing(hd, "DA-2", "public_project", {}, owner="Ban B")
    shown = page(leader(hd), "/d/economy/projects/")
    assert "Ban A" in shown
    assert "quá hạn" in shown
    assert "chưa có số liệu" in shown
    assert "Tên DA-2" not in page(leader(hd), "/d/economy/projects/?owner=Ban%20A")
    assert "Ban A" in page(leader(hd), "/d/economy/")


def test_schools_are_listed_by_attendance_and_levels(hd):
    thing(hd, "TH-1", "school", {"attendance": 81.0, "absent_pupils": 120}, level="Tiểu học", pupils=640, classes=20)
    thing(hd, "TH-2", "school", {}, level="Tiểu học", pupils=300)
    thing(hd, "DTH-1", "exam_site", {}, exam="Thi thử", candidates=200)
    shown = page(leader(hd), "/d/education/schools/")
    assert "2 trường, 1 chưa có điểm danh" in shown
    assert "81,0 %" in shown.replace("\xa0", " ")
    assert "Thi thử" in shown
    assert "Tên TH-1" in page(leader(hd), "/d/education/")
