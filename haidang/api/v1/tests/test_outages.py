"""Taking something out of service over the API, and bringing it back."""

import pytest

from haidang.core.audit.models import Event
from haidang.core.rules.tests.watched import says

NOW = {"starts_at": "2026-11-21T08:30:00+07:00", "ends_at": "2026-11-21T11:00:00+07:00", "reason": "thay đầu đo"}


def test_an_outage_is_planned_changed_and_ended_early(watched, lead):
    watched.start(says())
    status, made = lead.post("outages", thing="AQ-001", **NOW)
    assert (status, made["thing"], made["state"], made["quiet"]) == (201, "AQ-001", "now", 0)
    watched.measured((0, 80.0))
    assert [(one["id"], one["quiet"]) for one in lead.get("outages")[1]] == [(made["id"], 1)]
    path = f"outages/{made['id']}"
    later = NOW | {"ends_at": "2026-11-21T12:00:00+07:00"}
    assert lead.post(f"{path}/change", **later)[1]["until_at"] == "2026-11-21T05:00:00Z"
    status, ended = lead.post(f"{path}/end", why="xong sớm")
    assert (status, ended["state"], ended["ended_why"]) == (200, "over", "xong sớm")
    assert lead.post(f"{path}/end", why="lại")[0] == 409
    assert [one["id"] for one in lead.get("outages", state="over")[1]] == [made["id"]]
    names = Event.objects.filter(action__startswith="outage.").order_by("seq").values_list("action", flat=True)
    assert list(names) == ["outage.plan", "outage.change", "outage.end"]


def test_one_that_comes_back_names_its_days(watched, lead):
    weekly = NOW | {"starts_at": "2026-11-23T08:00:00+07:00", "ends_at": "2026-11-23T09:00:00+07:00"}
    made = lead.post("outages", place="26506", weekdays=[0, 3], last_on="2026-12-31", **weekly)[1]
    assert (made["state"], made["weekdays"], made["from_at"]) == ("soon", [0, 3], "2026-11-23T01:00:00Z")
    assert [one["id"] for one in lead.get("outages", state="soon")[1]] == [made["id"]]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "thing"),
        ({"thing": "AQ-001", "place": "26506"}, 422, "thing"),
        ({"thing": "AQ-404"}, 404, None),
        ({"rule": 999_999}, 404, None),
        ({"thing": "AQ-001", "reason": " "}, 422, "reason"),
        ({"thing": "AQ-001", "ends_at": "2026-11-21T08:00:00+07:00"}, 422, "ends_at"),
        ({"thing": "AQ-001", "ends_at": "2027-11-21T08:00:00+07:00"}, 422, "ends_at"),
        ({"thing": "AQ-001", "weekdays": [9]}, 422, "weekdays.0"),
        ({"thing": "AQ-001", "until": "mai"}, 422, "until"),
    ],
)
def test_what_cannot_be_taken_out_of_service_says_why_and_nothing_is_written(watched, lead, body, status, field):
    answer, problem = lead.post("outages", **(NOW | body))
    assert answer == status
    if field:
        assert problem["errors"][0]["field"].endswith(field)
    assert lead.get("outages")[1] == []


def test_a_key_that_reads_plans_no_outage(watched, reader):
    assert reader.post("outages", thing="AQ-001", **NOW)[0] == 403
    assert reader.get("outages")[0] == 200
