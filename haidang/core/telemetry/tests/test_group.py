import asyncio
from datetime import timedelta
from threading import Thread

import pytest
from django.db import OperationalError, connection

from haidang.core.telemetry import group
from haidang.core.telemetry.group import GroupCommit, Overloaded, Unavailable
from haidang.core.telemetry.readings import Delivery, Reading, Sender
from haidang.core.telemetry.record import record
from haidang.kernel import clock


def delivery(ago: int = 1, thing: str = "AQ-001", value: float = 1.0) -> Delivery:
    now = clock.now()
    return Delivery(Sender("thu"), [Reading(thing, "pm25", now - timedelta(minutes=ago), value)], now)


def together(work):
    async def run():
        commits = GroupCommit()
        await commits.start()
        try:
            return await work(commits)
        finally:
            await commits.stop()

    return asyncio.run(run())


def test_a_lost_connection_is_replaced_and_nothing_is_lost(committed_world, rows):
    committed_world.series("AQ-001", "pm25")
    ((ours,),) = rows("SELECT pg_backend_pid()")

    async def twice(commits):
        first = await commits.put(delivery(2))
        await asyncio.to_thread(end_connections_but, ours)
        return first, await commits.put(delivery(1))

    first, second = together(twice)

    assert (first.accepted, second.accepted) == (1, 1)
    assert rows("SELECT count(*) FROM reading") == [(2,)]


def end_connections_but(ours):
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid NOT IN (pg_backend_pid(), %s)",
                [ours],
            )
    finally:
        connection.close()


def test_while_the_database_is_away_senders_are_told_to_come_back(committed_world, monkeypatch):
    def away(deliveries):
        raise OperationalError("away")

    monkeypatch.setattr(group, "commit", away)

    async def put(commits):
        with pytest.raises(Unavailable):
            await commits.put(delivery())

    together(put)


def test_what_one_delivery_breaks_does_not_harm_its_neighbours(committed_world, monkeypatch):
    committed_world.series("AQ-001", "pm25")
    commit = group.commit

    def picky(deliveries):
        if any(one.lines[0].value < 0 for one in deliveries):
            raise ValueError("a fault of ours")
        return commit(deliveries)

    monkeypatch.setattr(group, "commit", picky)

    async def put(commits):
        return await asyncio.gather(
            *(commits.put(delivery(ago, value=-1.0 if ago == 3 else 1.0)) for ago in range(6)), return_exceptions=True
        )

    answers = together(put)

    assert [isinstance(one, ValueError) for one in answers] == [False, False, False, True, False, False]


def test_a_door_that_has_not_opened_refuses():
    with pytest.raises(Overloaded):
        asyncio.run(GroupCommit().put(delivery()))


def test_four_writers_with_the_same_series_finish_and_agree(committed_world, rows):
    for station in range(8):
        committed_world.series(f"AQ-{station}", "pm25")
    now = clock.now()
    receipts, faults = [], []

    def write(writer: int) -> None:
        try:
            for turn in range(12):
                order = range(8) if writer % 2 else reversed(range(8))
                readings = [
                    Reading(f"AQ-{station}", "pm25", now - timedelta(minutes=ago), float(ago + (writer == 3)))
                    for station in order
                    for ago in range(turn, turn + 4)
                ]
                receipts.append(record(Sender(f"w{writer}"), readings, now))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=write, args=[writer]) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert faults == []
    ((kept,),) = rows("SELECT count(*) FROM reading")
    ((corrected,),) = rows("SELECT count(*) FROM correction")
    assert kept == 8 * 15
    assert sum(one.accepted for one in receipts) == kept + corrected
    assert sum(one.accepted + one.duplicate for one in receipts) == 4 * 12 * 8 * 4
    assert rows("SELECT sum(n)::int FROM rollup_hour") == [(kept,)]
    assert rows("SELECT count(*) FROM latest JOIN reading USING (series_id, at, value)") == [(8,)]
    assert rows(
        "SELECT count(*) FROM rollup_hour JOIN (SELECT series_id, date_trunc('hour', at) AS hour, sum(value) AS total"
        " FROM reading GROUP BY 1, 2) AS counted USING (series_id, hour) WHERE abs(sum - total) > 1e-6"
    ) == [(0,)]
