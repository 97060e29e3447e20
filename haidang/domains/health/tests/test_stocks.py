"""How long stocks last, what expires before it is used, and what people enter."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from haidang.core.directory.models import Place
from haidang.core.things.models import Source, Thing
from haidang.domains.health import leads, queries, stocks
from haidang.domains.health.models import StockLot
from haidang.kernel import clock
from haidang.kernel.action import PUBLIC, Invalid, Refused, system

TODAY = date(2026, 11, 22)
US = system("test")


def lot(quantity: float, expires_in: int, use: float = 10.0) -> StockLot:
    return StockLot(
        store_id=1, item="bcg", number=f"{expires_in}", quantity=quantity, daily_use=use, counted_at=clock.now(),
        expires_on=TODAY + timedelta(days=expires_in),
    )  # fmt: skip


@pytest.fixture
def store(db: None) -> Iterator[Thing]:
    with clock.frozen(clock.start_of(TODAY)):
        place = Place.objects.create(key="p", code="p", kind="ward", name_vi="P", name_en="P", path="HD/p/",
                                     folded="p", sort_key="p", valid_from=date(2025, 7, 1))  # fmt: skip
        source = Source.objects.create(key="s", name_vi="S", name_en="S", door="mqtt")
        yield Thing.objects.create(code="KVX-1", domain="health", type="vaccine_store", name_vi="Kho", name_en="Store",
                                   folded="kho", sort_key="kho", place=place, source=source)  # fmt: skip


def test_the_lot_that_expires_first_is_used_first() -> None:
    with clock.frozen(clock.start_of(TODAY)):
        found = stocks.cover([lot(300, 200), lot(100, 30)], TODAY)
        assert [one.number for one in found.lots] == ["30", "200"]
        assert (found.days, found.left) == (40, [0, 0])


def test_what_cannot_be_used_in_time_is_left() -> None:
    with clock.frozen(clock.start_of(TODAY)):
        found = stocks.cover([lot(500, 19), lot(100, -1), lot(200, 300)], TODAY)
        assert found.left == [100, 300, 0]
        assert [(one.number, left) for one, left in found.lost] == [("-1", 100), ("19", 300)]
        assert found.days == pytest.approx(40)
        assert found.quantity == 700


def test_an_empty_or_unused_item_has_its_word() -> None:
    with clock.frozen(clock.start_of(TODAY)):
        assert stocks.cover([lot(0, 30)], TODAY).days == 0
        assert stocks.cover([lot(5, 30, use=0)], TODAY).days == stocks.LONGEST


def test_lots_come_in_and_are_counted(store: Thing) -> None:
    row = stocks.receive(US, store, "bcg", "L1", quantity=40, daily_use=4, expires_on=date(2027, 5, 1))
    stocks.receive(US, store, "bcg", "L1", quantity=10, daily_use=5, expires_on=date(2027, 5, 1))
    row.refresh_from_db()
    assert (row.quantity, row.daily_use) == (50, 5)
    stocks.count(US, row, quantity=45)
    [(first, [found])] = queries.stock(US)
    assert (first.store, found.days) == (store, 9)
    drawn = leads.stocks(US)
    assert drawn is not None
    assert drawn["rows"][0]["sev"] == 3
    assert leads.stocks(PUBLIC) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"item": "nothing"},
        {"number": " "},
        {"quantity": -1.0},
        {"quantity": float("nan")},
        {"expires_on": date(2026, 1, 1)},
    ],
)
def test_a_wrong_lot_changes_nothing(store: Thing, wrong: dict[str, object]) -> None:
    said: dict[str, object] = {
        "item": "bcg", "number": "L1", "quantity": 1.0, "daily_use": 1.0, "expires_on": date(2027, 5, 1)
    } | wrong  # fmt: skip
    with pytest.raises(Invalid):
        stocks.receive(US, store, **said)  # type: ignore[arg-type]
    assert not StockLot.objects.exists()


def test_writing_much_off_needs_a_word_and_a_duty(store: Thing) -> None:
    row = stocks.receive(US, store, "bcg", "L1", quantity=900, daily_use=1, expires_on=date(2027, 5, 1))
    with pytest.raises(Invalid):
        stocks.count(US, row, quantity=0)
    with pytest.raises(Refused):
        stocks.count(PUBLIC, row, quantity=1)
    stocks.count(US, row, quantity=0, why="hủy theo biên bản")
