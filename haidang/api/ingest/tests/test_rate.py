from haidang.api.ingest import rate
from haidang.api.ingest.rate import Rates


def test_a_key_without_a_rate_may_always_send(rates):
    rates.charge("k", 0, 1_000_000)

    assert rates.wait_for("k", 0) == 0


def test_a_key_may_send_some_seconds_of_its_rate_at_once(rates):
    rates.charge("k", 10, 49)

    assert rates.wait_for("k", 10) == 0


def test_a_key_in_debt_waits_until_it_is_paid(rates, clock):
    rates.charge("k", 10, 80)

    assert rates.wait_for("k", 10) == 3
    clock.seconds += 3.1
    assert rates.wait_for("k", 10) == 0


def test_the_rate_holds_over_all_processes(rates, tmp_path, clock):
    other = Rates(tmp_path / "rates", clock)
    rates.charge("k", 10, 40)
    other.charge("k", 10, 40)

    assert rates.wait_for("k", 10) == other.wait_for("k", 10) == 3


def test_keys_have_buckets_of_their_own(rates):
    for number in range(1000):
        rates.charge(f"k{number}", 10, number)

    assert [rates.wait_for(f"k{number}", 10) for number in range(1000)] == [
        max(1, -(-(number - 50) // 10)) if number >= 50 else 0 for number in range(1000)
    ]


def test_a_machine_that_was_started_again_begins_anew(rates, clock):
    rates.charge("k", 10, 500)
    clock.seconds = 5.0

    assert rates.wait_for("k", 10) == 0


def test_more_keys_than_buckets_take_the_place_of_those_idle_longest(rates, clock, monkeypatch):
    monkeypatch.setattr(rate, "BUCKETS", 16)
    monkeypatch.setattr(rate, "NEIGHBOURS", 16)
    for number in range(40):
        clock.seconds += 1
        rates.charge(f"k{number}", 1, 100)

    assert rates.wait_for("k39", 1) > 0
