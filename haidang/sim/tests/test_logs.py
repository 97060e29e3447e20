"""What the machines of the demo write can be read, is the same again, and tells of attacks."""

from haidang.domains.cyber.logs.reading import read_all
from haidang.domains.cyber.watching.engine import Engine
from haidang.domains.cyber.watching.facts import shipped
from haidang.provinces import pack
from haidang.sim.logs import EPISODE, LASTS, Logs
from haidang.sim.world import World

START = 1_795_300_200


def test_the_machines_say_what_can_be_read_and_say_it_again():
    logs = Logs(World(pack.load("demo")))
    lines = [line for second in range(START, START + 60) for line in logs.said(second)]
    found = read_all((line.encode(), "127.0.0.1", START * 1_000_000) for line in lines)
    assert {one.host for one in found} <= set(logs.machines())
    assert {"web_request", "denied", "login_ok"} <= {one.kind for one in found}
    assert lines == [line for second in range(START, START + 60) for line in Logs(logs.world).said(second)]


def test_attacks_of_a_day_are_detected():
    logs, engine = Logs(World(pack.load("demo"))), Engine(shipped().values())
    first = START // int(EPISODE) * int(EPISODE)
    spans = [first + n * int(EPISODE) + into for n in range(12) for into in range(100, 600 + max(LASTS.values()), 2)]
    for second in spans[:4_000]:
        for line in logs.said(second):
            if (
                "FW DROP" in line
                or "auth failed" in line
                or "FOUND" in line
                or "usermod" in line
                or "Failed password for root" in line
            ):
                engine.judge(read_all([(line.encode(), "127.0.0.1", second * 1_000_000)]))
    assert engine.changed()
