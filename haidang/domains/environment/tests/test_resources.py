"""Permits, risk levels, storms, and waters downstream."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client

from haidang.core.audit.models import Event
from haidang.core.directory.models import Person
from haidang.core.directory.tests.small_province import SmallProvince, build
from haidang.core.notices.models import Notice
from haidang.domains.environment import actions, flow, permit_reminders, permits, risk, storms
from haidang.domains.environment.flow import Link
from haidang.domains.environment.models import Permit
from haidang.kernel import clock
from haidang.kernel.action import Invalid, Refused, system
from haidang.kernel.geo import Point
from haidang.kernel.manifest import Words

from .province import NOW

US = system("test")
RIVER = Words(vi="sông", en="river")


@pytest.fixture
def hd(db: None) -> Iterator[SmallProvince]:
    with clock.frozen(NOW):
        yield build()


def permit(hd: SmallProvince, code: str = "12/GP-UBND", **given: object) -> Permit:
    facts = {
        "place": hd.here, "office": hd.department, "code": code, "kind": "mining", "holder": "Công ty Đá",
        "issued_on": date(2024, 1, 5), "valid_from": date(2024, 2, 1), "valid_to": date(2028, 2, 1), "amount": 120_000.0,
    } | given  # fmt: skip
    return actions.add_permit(US, **facts)  # type: ignore[arg-type]


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_permit_tells_its_state_and_what_is_left_of_it(hd: SmallProvince) -> None:
    one = permit(hd)
    actions.note_taken(US, one, month=date(2026, 3, 9), amount=100_000)
    actions.note_taken(US, one, month=date(2026, 3, 1), amount=90_000)  # said again
    permit(hd, "cũ", valid_to=date(2026, 11, 1))
    permit(hd, "nước", kind="surface_water", valid_to=date(2026, 12, 20), amount=None)
    found = permits.standings(US)
    assert [(row.permit.code, row.state, row.severity) for row in found] == [
        ("cũ", "ended", 2),
        ("nước", "soon", 3),
        ("12/GP-UBND", "valid", None),
    ]
    assert found[2].share == 0.75
    assert found[1].share is None
    assert Event.objects.filter(action="permit.taken").last().before == {"amount": 100_000.0}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("kind", {"kind": "gold"}),
        ("valid_to", {"valid_to": date(2020, 1, 1)}),
        ("issued_on", {"issued_on": date(2024, 3, 1)}),
        ("amount", {"amount": float("nan")}),
        ("holder", {"holder": " "}),
    ],
)
def test_a_permit_that_cannot_be_is_refused_by_field(hd: SmallProvince, field: str, given: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        permit(hd, **given)
    assert refused.value.field == field
    assert not Permit.objects.exists()


def test_the_number_of_a_permit_is_taken_once(hd: SmallProvince) -> None:
    permit(hd)
    with pytest.raises(Invalid) as refused:
        permit(hd)
    assert refused.value.field == "code"


def test_the_office_is_reminded_once_at_each_mark(hd: SmallProvince) -> None:
    permit(hd, valid_to=date(2026, 12, 31))
    for day, told in ((0, 1), (1, 0), (20, 1), (45, 1), (50, 0)):
        with clock.frozen(NOW + timedelta(days=day)):
            assert permit_reminders.remind_ending() == told
    assert Notice.objects.filter(to_office=hd.department).count() == 3


def test_an_officer_of_the_department_keeps_its_permits_on_the_page(hd: SmallProvince) -> None:
    person = Person.objects.get(pk=hd.officer("department_officer", hd.department, hd.province).id)
    client = browser(person)
    given = {"code": "9/GP", "kind": "mining", "holder": "Đá Xanh", "place": hd.here.pk, "amount": "1000",
             "issued_on": "2025-01-01", "valid_from": "2025-01-01", "source": "sổ"}  # fmt: skip
    made = client.post("/d/environment/permits/new/", given)
    one = Permit.objects.get()
    assert (made.status_code, one.office) == (302, hd.department)
    assert client.post(f"/d/environment/permits/{one.pk}/", {"month": "2026-10-01", "amount": "250"}).status_code == 302
    assert client.post(f"/d/environment/permits/{one.pk}/", {"month": "2027-10-01", "amount": "1"}).status_code == 422
    page = client.get("/d/environment/permits/?q=xanh").content.decode()
    assert "9/GP" in page
    assert "25 %" in page.replace("\xa0", " ")
    stranger = browser(Person.objects.get(pk=hd.officer("commune_officer", hd.committee, hd.here).id))
    assert stranger.post(f"/d/environment/permits/{one.pk}/revoke/", {"why": "x"}).status_code == 403


def test_a_risk_level_is_written_down_only_as_the_hazard_can_have_it(hd: SmallProvince) -> None:
    lead = hd.officer("shift_lead", hd.centre, hd.province)
    given = {"place": hd.province, "from_at": NOW, "until": NOW + timedelta(hours=24), "bulletin": "Tin bão",
             "source": "Đài KTTV"}  # fmt: skip
    with pytest.raises(Invalid) as refused:
        actions.declare(lead, hazard="storm", level=2, **given)  # type: ignore[arg-type]
    assert refused.value.field == "level"
    first = actions.declare(lead, hazard="storm", level=3, **given)  # type: ignore[arg-type]
    second = actions.declare(lead, hazard="storm", level=4, **given)  # type: ignore[arg-type]
    first.refresh_from_db()
    assert (first.ended_at, second.ended_at) == (NOW, None)
    with pytest.raises(Refused):
        actions.declare(hd.officer("commune_officer", hd.committee, hd.here), hazard="storm", level=3, **given)  # type: ignore[arg-type]
    page = browser(Person.objects.get(pk=lead.id)).get("/d/environment/risk/").content.decode()
    assert "Rất lớn" in page
    assert "Chưa đọc được bảng của điều này" in page


def test_what_nobody_read_of_the_risk_table_stays_empty() -> None:
    surge = risk.TABLE.hazard("surge")
    assert surge is not None
    assert (surge.least, surge.most, surge.criteria, surge.trust) == (None, None, [], "X")


def test_the_storm_that_crossed_the_sea_off_the_south_in_1997_is_in_the_archive() -> None:
    """Linda: formed on 31 October 1997, over the south on 2 November."""
    near = storms.within(Point(107.1, 10.4), 350)
    linda = next(one for one in near if one.season == 1997)
    assert linda.fixes[0].at.year == 1997
    assert [one.class_.key for one in linda.fixes if one.class_ and one.class_.key == "storm"]
    assert storms.by_year(near)[1997] >= 1
    assert storms.class_of(61.9).key == "depression"
    assert storms.class_of(62).key == "storm"


def test_storms_replay_on_a_page_that_says_it_is_history(hd: SmallProvince) -> None:
    lead = Person.objects.get(pk=hd.officer("shift_lead", hd.centre, hd.province).id)
    page = browser(lead).get("/d/environment/storms/?km=500&step=99999").content.decode()
    assert "không phải dự báo" in page
    assert "env-replay" in page


def links(*edges: tuple[str, str, float]) -> dict[str, tuple[Link, ...]]:
    found: dict[str, list[Link]] = {}
    for start, end, km in edges:
        found.setdefault(start, []).append(Link(from_=start, to=end, km=km, water=RIVER, trust="F"))
    return {start: tuple(every) for start, every in found.items()}


def test_the_page_of_the_sea_opens_for_the_desk(hd: SmallProvince) -> None:
    client = Client()
    client.force_login(Person.objects.get(pk=hd.officer("department_officer", hd.department, hd.province).id))
    page = client.get("/d/environment/sea/")
    assert page.status_code == 200
    assert "environment.oil_spills" in page.content.decode()


def test_what_lies_below_comes_by_its_shortest_way_and_circles_end() -> None:
    graph = links(("a", "b", 5), ("b", "c", 1), ("a", "c", 9), ("c", "a", 2), ("c", "far", 90))
    found = [(one.thing, one.km) for one in flow.below("a", graph)]
    assert found == [("b", 5.0), ("c", 6.0)]
    assert flow.below("unknown", graph) == []


def test_the_links_of_the_demo_name_its_things() -> None:
    assert [one.thing for one in flow.below("WW-003")] == ["VN-002", "VN-001"]
