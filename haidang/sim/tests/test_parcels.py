import json
from datetime import datetime

import numpy as np

from haidang.domains.environment.sources import placed
from haidang.domains.environment.tt10 import parse
from haidang.kernel import registry
from haidang.kernel.clock import HO_CHI_MINH
from haidang.sim.outbox import Outbox
from haidang.sim.parcels import lines, messages, station_files
from haidang.sim.process import drop

AT = datetime(2026, 11, 21, 9, 5, tzinfo=HO_CHI_MINH)


def measured(world, thing, at=AT):
    return [world.measure(one, np.array([at.timestamp()])) for one in world.signals if one.thing == thing]


def test_a_reading_says_thing_series_moment_with_zone_and_value(world):
    [line] = [line for one in measured(world, "AQ-001") if one.signal.series == "pm25" for line in lines(one)]
    assert (line["thing"], line["series"], line["at"]) == ("AQ-001", "pm25", "2026-11-21T09:05:00+07:00")
    assert isinstance(line["value"], float)


def test_a_message_goes_to_the_topic_of_its_series(world):
    [message] = list(messages(measured(world, "WL-001")[0]))
    assert message.topic == "haidang/WL-001/level"
    assert json.loads(message.payload)["at"] == "2026-11-21T09:05:00+07:00"


def test_a_station_file_is_read_back_without_a_problem(world):
    for thing in world.pack.things:
        if thing.alias:
            [file] = station_files(measured(world, thing.code))
            assert file.name == f"{thing.alias}_20261121090500.txt"
            parsed = parse(file.name, file.text.encode())
            domain, kind = registry.thing_type(thing.type)
            found, unplaced = placed(parsed.readings, [registry.series(domain.key, key) for key in kind.series])
            assert not parsed.problems
            assert not unplaced
            assert {one.series for one in found} == {one.signal.series for one in measured(world, thing.code)}


def test_station_files_have_five_columns_and_crlf(world):
    [file] = station_files(measured(world, "WW-001"))
    assert all(row.count("\t") == 4 for row in file.text.split("\r\n")[:-1])
    assert "pH\t" in file.text


def test_nobody_sees_half_a_file_in_the_folder(world, tmp_path):
    files = station_files(measured(world, "WW-001"))
    drop(tmp_path / "demo", files)
    assert [path.name for path in (tmp_path / "demo").iterdir()] == [files[0].name]
    assert (tmp_path / "demo" / files[0].name).read_bytes() == files[0].text.encode()


def test_a_full_outbox_gives_up_the_oldest():
    outbox = Outbox("test", most=3)
    outbox.put(range(5))
    assert outbox.first(9) == [2, 3, 4]
    outbox.drop(2)
    assert outbox.first(9) == [4]
