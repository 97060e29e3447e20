"""What the engine says is being detected, from records in their order."""

import pytest

from haidang.domains.cyber.logs.record import Record
from haidang.domains.cyber.watching import facts
from haidang.domains.cyber.watching.engine import LEARNS_FOR, MINUTE, Engine
from haidang.kernel.strict import ManifestError

SECOND = 1_000_000
START = 1_795_300_000 * SECOND


def record(second: float, kind: str, **said: object) -> Record:
    at = START + int(second * SECOND)
    return Record(at, at, "10.0.0.1", kind=kind, source=1, host=str(said.pop("host", "web01")), **said)  # type: ignore[arg-type]


def engine(*keys: str) -> Engine:
    return Engine([facts.shipped()[key] for key in keys])


def judged(of: Engine, *records: Record) -> list[tuple[str, str, int]]:
    of.judge(records)
    return [(one.rule, one.group, one.count) for one in of.changed()]


def failed(second: float, src: str = "198.51.100.7", user: str = "root") -> Record:
    return record(second, "login_failed", src=src, user=user, message="Failed password")


def test_the_shipped_detections_can_be_read_and_there_are_enough():
    assert len(facts.shipped()) >= 40


def test_ten_failures_in_two_minutes_are_guessing_and_nine_are_not():
    of = engine("password_guessing")
    assert judged(of, *(failed(n) for n in range(9))) == []
    assert judged(of, failed(9)) == [("password_guessing", "198.51.100.7", 10)]


def test_ten_failures_over_an_hour_are_not():
    assert judged(engine("password_guessing"), *(failed(n * 360) for n in range(10))) == []


def test_each_address_is_counted_for_itself():
    assert judged(engine("password_guessing"), *(failed(n, src=f"198.51.100.{n}") for n in range(30))) == []


def test_what_goes_on_is_one_detection_until_it_was_quiet():
    of = engine("password_guessing")
    judged(of, *(failed(n) for n in range(10)))
    assert judged(of, *(failed(n) for n in range(10, 60))) == [("password_guessing", "198.51.100.7", 60)]
    of.turn(START + 2000 * SECOND)
    assert [one.is_over for one in of.changed()] == [True]
    assert of.open == {}
    assert judged(of, *(failed(3000 + n) for n in range(10))) == [("password_guessing", "198.51.100.7", 10)]


def test_many_accounts_from_one_address():
    of = engine("password_spraying")
    assert judged(of, *(failed(n, user="an") for n in range(50))) == []
    assert judged(of, *(failed(60 + n, user=f"u{n}") for n in range(8)))[0][0] == "password_spraying"


def test_a_sign_in_counts_only_after_failures_of_the_same_address():
    of = engine("guessed_and_entered")
    ok = record(100, "login_ok", src="198.51.100.7", user="root", message="Accepted")
    other = record(100, "login_ok", src="203.0.113.5", user="an", message="Accepted")
    assert judged(of, ok) == []
    assert judged(of, *(failed(n) for n in range(5)), other) == []
    assert judged(of, ok) == [("guessed_and_entered", "198.51.100.7", 1)]
    late = record(4000, "login_ok", src="198.51.100.9", user="root", message="Accepted")
    assert judged(of, *(failed(200 + n, src="198.51.100.9") for n in range(5)), late) == []


def test_a_scan_is_many_ports_and_not_many_packets():
    of = engine("port_scan")

    def knock(n: int, port: int) -> Record:
        return record(n, "denied", src="198.51.100.7", port=port)

    assert judged(of, *(knock(n, 443) for n in range(60))) == []
    assert judged(of, *(knock(60 + n, 1000 + n) for n in range(12)))[0][:2] == ("port_scan", "198.51.100.7")


def test_a_new_administrator_is_found_at_once():
    given = record(0, "admin_given", user="binh", message="add 'binh' to group 'sudo'")
    assert judged(engine("new_admin"), given) == [("new_admin", "1 · binh", 1)]


def test_a_rate_is_held_against_what_is_usual():
    of = engine("failures_unusual")
    calm = [failed(60 * minute + n) for minute in range(LEARNS_FOR + 5) for n in range(10)]
    assert judged(of, *calm) == []
    start = 60 * (LEARNS_FOR + 5)
    assert judged(of, *(failed(start + n * 0.5) for n in range(100)))[0][:2] == ("failures_unusual", "1")


def test_a_rate_is_not_judged_before_it_is_known():
    assert judged(engine("failures_unusual"), *(failed(n * 0.1) for n in range(500))) == []


def test_words_in_the_message_and_the_level():
    said = record(0, "", message="sudo ufw disable", level=5)
    assert judged(engine("firewall_off"), said) == [("firewall_off", "1", 1)]
    assert judged(engine("emergency_logged"), record(0, "", level=2), record(1, "", level=-1)) == []
    assert judged(engine("emergency_logged"), record(0, "", level=1))[0][0] == "emergency_logged"


def test_counts_of_groups_that_ended_are_forgotten():
    of = engine("password_guessing", "password_spraying", "guessed_and_entered", "failures_unusual")
    of.judge([failed(n, src=f"198.51.{n // 100}.{n % 100}") for n in range(300)])
    of.turn(START + 700 * MINUTE)
    assert [sum(map(len, held.values())) for held in (of._times, of._values, of._before, of._usual)] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"match": facts.Match()}, "match"),
        ({"match": facts.Match(pattern="(")}, "match.pattern"),
        ({"by": ["colour"]}, "by"),
        ({"distinct": "colour"}, "distinct"),
        ({"count": 0}, "count"),
        ({"times": 0.5}, "times"),
        ({"within": "30d"}, "within"),
    ],
)
def test_a_detection_that_cannot_work_is_named(changes: dict, field: str):
    import msgspec

    one = msgspec.structs.replace(facts.shipped()["password_guessing"], **changes)
    with pytest.raises(ManifestError) as error:
        facts.check(one)
    assert error.value.path == f"password_guessing.{field}"
