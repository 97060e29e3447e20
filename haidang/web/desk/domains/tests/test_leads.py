"""What a field leads with: drawn where there are figures, said whose they are where there are none."""

import pytest
from django.template.loader import render_to_string

from haidang.core.indicators.tests.world import WHO, domain
from haidang.kernel import registry
from haidang.web.desk.domains.leads import indicators, leads
from haidang.web.desk.domains.leads.hours import hours
from haidang.web.desk.indicators.tests.fields import RICE
from haidang.web.tests.browsing import read

NAME = {"vi": "Hình đầu", "en": "First picture"}


def drawn(kind, *indicators, **more):
    field = domain(RICE, leads=[{"key": "one", "name": NAME, "kind": kind, "indicators": list(indicators), **more}])
    [found] = leads(WHO, field)
    page = read_part(found)
    return found, page


def read_part(found):
    return render_to_string("desk/domains/_leads.html", {"leads": [found]})


def test_a_plan_is_drawn_on_to_what_it_will_come_to(farms):
    found, page = drawn("plan", "farm.rice")
    [one] = found.facts["charts"]
    assert [line["name"] for line in one["chart"]["series"]] == ["Luỹ kế", "Đi đều đến mục tiêu", "Dự tính"]
    assert "chậm so với mục tiêu" in page or "có thể không đạt" in page


@pytest.mark.parametrize("kind", ["course", "years", "usual"])
def test_courses_are_drawn_with_the_newest_figure(farms, kind):
    found, page = drawn(kind, "farm.rice", "farm.load")
    assert found.facts
    assert "Sản lượng lúa" in page
    assert "<ioc-chart" in page


def test_places_need_enough_places(farms, monkeypatch):
    found, page = drawn("places", "farm.rice")
    assert found.facts is None
    assert "Chưa có số liệu để vẽ" in page
    monkeypatch.setattr(indicators, "FEW_PLACES", 2)
    found, page = drawn("map", "farm.rice")
    assert [bar.value for bar in found.facts["bars"]] == [40, 20]
    assert "lead-map" in page


def test_when_alerts_come_is_a_table_of_weekdays_by_hours(room):
    field = registry.domains()["environment"]
    assert hours(WHO, field, field.leads[0]) is None
    room.raised()
    found = hours(WHO, field, field.leads[0])
    assert found["total"] == sum(count for _day, cells in found["rows"] for count, _step in cells) == 1


@pytest.mark.parametrize("key", ["economy", "reports", "environment"])
def test_the_page_of_a_field_says_what_is_missing(room, key):
    page = read(room.client("leader").get(f"/d/{key}/"))
    for lead in registry.domains()[key].leads:
        assert f'id="lead-{lead.key}"' in page
