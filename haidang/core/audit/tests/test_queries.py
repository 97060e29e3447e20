from datetime import date, datetime, timedelta

from haidang.core.audit.chain import record
from haidang.core.audit.queries import Filter, events
from haidang.kernel import clock
from haidang.kernel.action import Actor, system
from haidang.kernel.action import Event as Draft

NINE = datetime(2026, 11, 21, 9, tzinfo=clock.HO_CHI_MINH)
LAN = Actor("person", "7", "Nguyễn Ngọc Lan")
ALL = system("test")


def happened(action: str, label: str = "", *, by: Actor = LAN, at: datetime = NINE, place: str = "HD/26506/") -> None:
    kind = action.partition(".")[0]
    record([Draft(at, by, action, "được phép", kind, "1", label, place=place)])


def found(viewer: Actor = ALL, **wanted: object) -> list[int]:
    return [event.seq for event in events(viewer, Filter(**wanted)).events]


def test_the_feed_is_newest_first_and_goes_on_where_it_stopped(db):
    for number in range(7):
        happened("alert.note", f"{number}")
    first = events(ALL, limit=3)
    assert [event.seq for event in first.events] == [7, 6, 5]
    happened("alert.note", "mới")
    second = events(ALL, before=first.before, limit=3)
    assert [event.seq for event in second.events] == [4, 3, 2]
    last = events(ALL, before=second.before, limit=3)
    assert ([event.seq for event in last.events], last.before) == ([1], None)


def test_the_feed_narrows_by_everything(db):
    happened("alert.acknowledge", "CB-261121-0001 Ngập đường Trần Phú")
    happened("incident.open", "SC-261121-0001", by=system("rules"), place="HD/26560/")
    happened("alert.note", "CB-261120-0009", at=NINE - timedelta(days=1))
    assert found(actor="person:7", action="alert.note") == [3]
    assert found(actor="system") == [2]
    assert found(action="alert.*") == [3, 1]
    assert found(subject_kind="incident", subject_id="1") == [2]
    assert found(place="HD/26560/") == [2]
    assert found(since=date(2026, 11, 21)) == [2, 1]
    assert found(until=date(2026, 11, 20)) == [3]
    assert found(words="ngap duong TRAN") == [1]
    assert found(words="nguyen lan") == [3, 1]
    assert found(words="cb-261121") == [1]
    assert found(words="khong co") == []
