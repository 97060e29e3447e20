import pytest

from haidang.api.intake.keeper import Keeper
from haidang.api.intake.pace import Pace, Paced
from haidang.core.directory import actions
from haidang.core.telemetry.models import SourceLog
from haidang.kernel.action import system


@pytest.fixture
def pace(rates):
    return Pace(rates)


def test_a_key_that_keeps_to_its_rate_stays_in(pace, clock):
    pace.keys = (Paced("tram", 2, ("AQ-*",)),)
    for _ in range(100):
        pace.charge("AQ-001", 2)
        clock.seconds += 1

    assert pace.shut_out() == set()


def test_a_key_that_floods_is_out_until_its_debt_is_paid(pace, clock, world):
    pace.keys = (Paced("tram", 2, ("AQ-*",)),)
    pace.charge("AQ-001", 10 + 60)

    assert pace.shut_out() == {"tram"}
    clock.seconds += 29
    assert pace.shut_out() == {"tram"}
    clock.seconds += 2
    assert pace.shut_out() == set()


def test_the_log_of_the_source_says_once_that_a_key_is_out(pace, world):
    source = world.new_source("khi")
    pace.keys = (Paced("tram", 2, ("AQ-*",), source.key),)
    pace.charge("AQ-001", 100)
    pace.shut_out()
    pace.shut_out()

    [line] = SourceLog.objects.filter(source=source)
    assert (line.sender, line.level) == ("tram", "warning")
    assert "tram" in line.reason_vi
    assert "tram" in line.reason_en


def test_a_thing_for_which_an_unlimited_key_speaks_has_no_limit(pace):
    pace.keys = (Paced("cham", 1, ("AQ-001",)), Paced("nhanh", 0, ()))
    pace.charge("AQ-001", 1000)

    assert pace.shut_out() == set()


def test_of_several_keys_the_one_with_most_room_is_charged(pace):
    pace.keys = (Paced("mot", 1, ("AQ-*",)), Paced("hai", 1, ("AQ-001",)))
    for _ in range(9):
        pace.charge("AQ-001", 1)

    assert [pace.rates.wait_for(name, 1) for name in ("mot", "hai")] == [1, 0]  # five and four of five


def test_the_broker_has_no_account_of_a_key_that_is_out(world, pace, clock, tmp_path, monkeypatch):
    world.thing("AQ-001")
    actions.create_key(system("test"), name="tram", can=["ingest"], things=["AQ-*"], readings_per_second=2)
    keeper = Keeper(tmp_path, tmp_path / "pid", pace=pace)
    monkeypatch.setattr("haidang.api.intake.keeper.EVERY", -1.0)
    keeper.refresh()
    assert '"tram"' in (tmp_path / "accounts.conf").read_text()

    pace.charge("AQ-001", 100)
    keeper.refresh()
    assert '"tram"' not in (tmp_path / "accounts.conf").read_text()

    clock.seconds += 100
    keeper.refresh()
    assert '"tram"' in (tmp_path / "accounts.conf").read_text()
