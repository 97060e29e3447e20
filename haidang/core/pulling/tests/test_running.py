"""A source is read from a real server, taken, and what goes wrong with it is named with nothing overwritten."""

import json
from datetime import timedelta

import pytest

from haidang.core.audit.models import Event
from haidang.core.indicators import queries as indicators
from haidang.core.indicators.models import Lot
from haidang.core.notices.models import Notice
from haidang.core.pulling import actions, queries, running, taking
from haidang.core.pulling.faults import Fault
from haidang.core.pulling.kinds import folder
from haidang.core.pulling.models import InnerHost, Pull, PullRun
from haidang.kernel import clock, pull
from haidang.kernel.action import Invalid, system
from haidang.kernel.periods import containing
from haidang.kernel.sealing import unseal
from haidang.kernel.strict import convert

WHO = system("pulling")
CUSTOMS = {
    "way": "http_csv", "address": "{outside}/figures/customs.csv", "delimiter": ";", "decimal": ",",
    "take": {"values": {"xuat_khau": "farm.sold", "nhap_khau": "farm.bought"}, "period": "thang", "period_as": "%m/%Y"},
}  # fmt: skip


def run(row: Pull) -> PullRun:
    claimed = running.claim(row.pk, now=True)
    assert claimed is not None
    return running.run(WHO, claimed)


def newest(key: str):
    return indicators.latest(WHO, [f"farm.{key}"]).get(f"farm.{key}")


def test_a_table_of_months_becomes_figures_and_what_is_the_same_again_is_left(reads):
    row = reads(**CUSTOMS)
    first = run(row)
    assert (first.outcome, first.new, first.wrong) == ("taken", 72, 0)
    assert newest("sold").period == containing(clock.today(), "month").previous
    assert 2500 < newest("sold").value < 4500
    assert Lot.objects.get(pk=first.lot_id).kind == "pull"
    assert run(row).outcome == "same"
    assert Lot.objects.count() == 1


def test_a_service_in_json_is_asked_only_for_what_is_new(reads):
    day = (clock.today() - timedelta(days=9)).isoformat()
    row = reads(
        way="http_json", address="{outside}/figures/hotline.json", rows="data.items",
        take={"values": {"cuoc_goi": "farm.sold"}, "period": "ngay", "period_as": "%Y-%m-%d", "where": {"ngay": day}},
    )  # fmt: skip
    first = run(row)
    assert (first.told_vi, first.new) == ("", 1)
    row.refresh_from_db()
    assert row.etag
    again = run(row)
    assert (again.outcome, again.size) == ("same", 0)


def test_a_page_is_read_by_its_selectors(reads):
    said = {"way": "page", "address": "{outside}/figures/power.html", "decimal": ",",
            "take": {"values": {"so": "farm.sold"}, "period": "thang", "period_as": "%m/%Y"}}  # fmt: skip
    row = reads(**said, rows="tr.thang", columns={"thang": "td", "so": "td.so"})
    assert run(row).new == 36
    gone = reads("gone", **said, rows="tr.thang", columns={"thang": "td", "so": "td.gia"})
    assert run(gone).problem == "columns"


def test_a_login_page_in_place_of_figures_is_named_and_its_owner_told_at_once(reads):
    row = reads(way="http_json", address="{outside}/figures/meetings", take={"values": {"n": "farm.sold"}})
    outcome = run(row)
    assert outcome.outcome == "failed"
    assert "Đăng nhập hệ thống văn bản" in outcome.told_vi
    told = Notice.objects.get(kind="pull.fail")
    assert told.to_office == row.source.office
    found = indicators.latest(WHO, ["farm.sold"])
    assert not found
    assert queries.failing()["farm.sold"].why.vi == outcome.told_vi
    assert run(row).outcome == "failed"
    assert Notice.objects.filter(kind="pull.fail").count() == 1


def test_columns_that_changed_leave_the_old_figures_and_a_later_good_reading_ends_the_fault(reads):
    row = reads(**CUSTOMS)
    run(row)
    before = newest("sold").value
    facts = row.says
    Pull.objects.update(facts=row.facts | {"address": "{outside}/figures/changed.csv"})
    outcome = run(row)
    assert outcome.problem == "columns"
    assert "xuat_khau" in outcome.told_vi
    assert "gia_tri_xk" in outcome.told_vi
    assert newest("sold").value == before
    assert queries.failing()["farm.bought"].key == "market"
    row.refresh_from_db()
    actions.change(WHO, row, facts)
    assert run(row).outcome == "taken"
    assert not queries.failing()
    assert Event.objects.filter(action="pull.recover").count() == 1


def test_a_source_that_means_something_else_is_not_taken_at_all(reads):
    """1.234,5 read as 1,234.5: nothing is guessed, nothing is written."""
    row = reads(**CUSTOMS | {"decimal": "."})
    outcome = run(row)
    assert outcome.problem == "wrong"
    assert newest("sold") is None


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("{outside}/figures/slow", "slow"), ("{outside}/figures/large", "too_large"),
        ("{outside}/figures/inside", "address"), ("{outside}/nowhere", "refused"),
        ("http://127.0.0.1:1/x", "address"), ("http://[::ffff:10.0.0.1]/x", "address"), ("ftp://a.vn/x", "address"),
    ],
)  # fmt: skip
def test_what_must_not_be_waited_for_or_called_is_not(reads, address, problem):
    row = reads(way="http_csv", address="http://example.vn/x", take={"values": {"n": "farm.sold"}})
    Pull.objects.update(facts=row.facts | {"address": address, "timeout": "1s"})
    assert run(row).problem == problem


def test_an_inner_host_is_read_once_it_is_allowed(reads):
    row = reads(way="http_csv", address="http://127.0.0.1:1/x", take={"values": {"n": "farm.sold"}})
    assert run(row).problem == "address"
    actions.allow(WHO, "127.0.0.0/8", why="máy chủ thử")
    assert run(row).problem == "unreachable"
    actions.forbid(WHO, InnerHost.objects.get())
    assert run(row).problem == "address"
    with pytest.raises(Invalid):
        actions.allow(WHO, "0.0.0.0/0", why="tất cả")


def test_a_fault_is_tried_again_soon_and_then_less_soon(reads):
    row = reads(way="http_csv", address="{outside}/nowhere", every="1d", take={"values": {"n": "farm.sold"}})
    waits = []
    for _time in range(4):
        run(row)
        row.refresh_from_db()
        waits.append(int((row.next_at - clock.now()).total_seconds()) // 60)
    assert waits == [1, 5, 15, 60]
    assert Notice.objects.filter(kind="pull.fail").count() == 1


def test_a_secret_is_sealed_sent_to_its_machine_and_nowhere_shown(reads):
    row = reads(
        way="http_json", address="{outside}/figures/guarded", proof="bearer", secret="open-sesame",
        take={"values": {"tons": "farm.sold"}, "period": "month"},
    )  # fmt: skip
    assert run(row).new == 1
    row.refresh_from_db()
    assert b"sesame" not in bytes(row.sealed)
    assert not Event.objects.filter(facts__icontains="sesame").exists()
    assert not Event.objects.filter(after__icontains="sesame").exists()
    elsewhere = row.says.__class__(**{name: getattr(row.says, name) for name in row.says.__struct_fields__}
                                   | {"address": "https://example.com/"})  # fmt: skip
    with pytest.raises(Invalid, match="nhập lại"):
        actions.change(WHO, row, elsewhere)


def test_two_processes_do_not_read_the_same_source_at_once(reads):
    row = reads(**CUSTOMS)
    assert running.claim(row.pk) is not None
    assert running.claim(row.pk) is None


def test_what_cannot_be_read_that_way_is_refused_when_it_is_set_up(reads):
    with pytest.raises(Invalid, match="chỉ tiêu mã"):
        reads(way="http_csv", address="https://a.vn/", take={"values": {"n": "farm.nothing"}})
    with pytest.raises(Invalid):
        reads(way="sql", address="oracle://a/", query="SELECT 1", take={"values": {"n": "farm.sold"}})
    with pytest.raises(Invalid):
        reads(way="sql", address="mysql://a/b", query="DELETE FROM t", take={"values": {"n": "farm.sold"}})


def test_what_is_changed_while_it_is_read_stays_changed(reads):
    row = reads(**CUSTOMS)
    claimed = running.claim(row.pk, now=True)
    actions.change(WHO, row, convert({**CUSTOMS, "every": "2h"}, pull.Pull, "test"), secret="moi")
    actions.switch(WHO, row, on=False)
    running.run(WHO, claimed)
    row = Pull.objects.get(pk=row.pk)
    assert (row.says.every, row.is_on, row.columns, row.begun_at) == ("2h", False, [], None)
    assert unseal(bytes(row.sealed)) == "moi"
    assert row.good_at


def test_many_wrong_figures_are_checked_at_once_in_each_language(reads, django_assert_max_num_queries):
    row = reads(way="folder", take={"values": {"v": "farm.sold"}, "period": "p", "place": "noi"})
    rows = [{"p": f"2026-{month:02d}", "noi": f"x{month}", "v": 1} for month in range(1, 11)]
    table = folder.of_file("a.json", json.dumps(rows).encode(), row.says)
    with django_assert_max_num_queries(40), pytest.raises(Fault) as told:
        taking.take(WHO, row.source, row.says, table)
    assert "x1" in told.value.words.vi
    assert told.value.words.en != told.value.words.vi
