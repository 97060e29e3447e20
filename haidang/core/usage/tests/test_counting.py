"""Rooms are counted by day and role, whole pages only, and nobody by name."""

from datetime import timedelta

import pytest

from haidang.core.directory.models import Person
from haidang.core.directory.tests.small_province import build
from haidang.core.usage import counting, queries
from haidang.core.usage.models import RoomDay
from haidang.kernel import clock
from haidang.kernel.action import system

pytestmark = pytest.mark.django_db
WHO = system("test")


@pytest.fixture(autouse=True)
def _empty():
    counting._opened.clear()


def test_what_was_opened_is_added_up(monkeypatch):
    monkeypatch.setattr(counting, "_due_at", float("inf"))
    for role in ("duty_officer", "duty_officer", "leader"):
        counting.count("alerts", role)
    assert not RoomDay.objects.exists()
    counting.write()
    counting.count("alerts", "leader")
    counting.write()
    today = clock.today()
    [alerts] = queries.rooms(WHO, [today - timedelta(days=1), today])
    assert (alerts.room, alerts.total, alerts.by_role) == ("alerts", 4, {"duty_officer": 2, "leader": 2})
    assert alerts.by_day == [0, 4]
    assert (queries.opens_on(today), queries.roles_on(today)) == (4, 2)
    assert queries.opens_on(today - timedelta(days=1)) is None


def test_a_whole_page_is_counted_and_a_part_is_not(client):
    hd = build()
    lead = hd.officer("shift_lead", hd.centre, hd.province)
    client.force_login(Person.objects.get(pk=lead.id))
    for headers in ({}, {"HX-Request": "true"}):
        assert client.get("/rules/", headers=headers).status_code == 200
    counting.write()
    assert list(RoomDay.objects.values_list("room", "role", "opens")) == [("rules", "shift_lead", 1)]
