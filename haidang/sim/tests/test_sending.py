"""How the simulator speaks to the doors: patient, in order, and through the door of each source."""

import http.server
import json
import threading
from datetime import datetime

import pytest

from haidang.kernel import clock
from haidang.kernel.clock import HO_CHI_MINH
from haidang.provinces import pack
from haidang.sim import access, backfill, mark
from haidang.sim.access import Access, NoAccess
from haidang.sim.devices import Devices
from haidang.sim.process import Live
from haidang.sim.scenarios import Exercise
from haidang.sim.web import Undelivered, Web
from haidang.sim.world import World

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=HO_CHI_MINH)
AT = NOW.timestamp()
READING = {"thing": "AQ-001", "series": "pm25", "at": "2026-11-21T09:00:00+07:00", "value": 37.2}


class Centre:
    """The HTTP side of a centre: answers from `answers`, then 200; remembers what came."""

    def __init__(self):
        self.answers, self.came, self.exercises, self.keys = [], [], [], set()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.keys.add(self.headers["authorization"])
                status, headers = outer.answers.pop(0) if outer.answers else (200, {})
                if status == 200:
                    outer.came.append(body["readings"])
                self._say(status, {"accepted": len(body["readings"])}, headers)

            def do_GET(self):
                self._say(200, outer.exercises, {})

            def _say(self, status, answer, headers):
                raw = json.dumps(answer).encode()
                self.send_response(status)
                for name, value in {"content-length": len(raw), **headers}.items():
                    self.send_header(name, str(value))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def readings(self):
        return [one for batch in self.came for one in batch]


@pytest.fixture
def centre():
    found = Centre()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def slept():
    return []


@pytest.fixture
def web(centre, tmp_path, slept):
    found = Web(Access(centre.url, "hd_key", "", tmp_path), patience=30, sleep=slept.append)
    yield found
    found.close()


def live(web, tmp_path, devices=None):
    return Live(World(pack.load("demo")), web.access, web, devices, tmp_path / "mark")


def test_readings_go_out_with_the_simulators_key(web, centre):
    web.send([READING])
    assert centre.readings() == [READING]
    assert centre.keys == {"Bearer hd_key"}


def test_it_waits_as_long_as_the_door_says(web, centre, slept):
    centre.answers = [(429, {"retry-after": 7}), (503, {"retry-after": 2})]
    web.send([READING])
    assert slept == [7, 2]
    assert centre.readings() == [READING]


def test_it_gives_up_when_patience_ends(web, centre):
    web.patience = 1
    centre.answers = [(429, {"retry-after": 7})]
    with pytest.raises(Undelivered, match="429"):
        web.send([READING])


def test_a_refusal_is_not_repeated(web, centre, slept):
    centre.answers = [(403, {})]
    with pytest.raises(Undelivered, match="403"):
        web.send([READING])
    assert slept == []


def test_a_centre_that_is_away_is_tried_again(tmp_path, slept):
    away = Web(Access("http://127.0.0.1:1", "k", "", tmp_path), patience=2, sleep=slept.append)
    with pytest.raises(Undelivered, match="127"):
        away.send([READING])
    assert slept


def test_it_reads_which_exercises_run(web, centre):
    centre.exercises = [{
        "code": "DT-261121-0001", "scenario": "pm25_episode", "place": "HD", "parameters": {"peak": 160.0, "hours": 6.0},
        "seed": 5, "started_at": "2026-11-21T09:00:00+07:00", "ends_at": "2026-11-21T15:00:00+07:00",
        "stopped_at": None, "started_by_name": "x",
    }]  # fmt: skip
    [exercise] = web.exercises()
    assert (exercise.scenario, exercise.seed, exercise.started, exercise.lasts) == ("pm25_episode", 5, AT, 6 * 3600)


def test_a_history_holds_each_signal_whole_in_one_batch(web, centre, world, monkeypatch):
    """Else its station would seem to have fallen silent at the end of the first batch."""
    monkeypatch.setattr(backfill, "BATCH", 500)
    told = []
    number = backfill.fill(
        web, world, world.signals[:40], AT - 6 * 3600, AT, lambda sent, whole: told.append((sent, whole))
    )
    batches = [{(one["thing"], one["series"]) for one in batch} for batch in centre.came]
    assert len(batches) > 3
    assert sum(len(batch) for batch in batches) == len(set.union(*batches))
    assert told[-1] == (number, number)


def test_a_history_is_remembered_so_that_live_goes_on_there(web, centre, monkeypatch, tmp_path):
    monkeypatch.setenv("HAIDANG_HOME", str(tmp_path))
    (tmp_path / "run").mkdir()
    monkeypatch.setattr(access, "found", lambda: web.access)
    with clock.frozen(NOW):
        backfill.run(hours=0.5, progress=lambda sent, whole: None)
    assert mark.read(mark.path()) == AT


def test_each_measurement_goes_through_the_door_of_its_source(web, centre, tmp_path):
    devices = Devices("mqtt://device:x@127.0.0.1:1")
    running = live(web, tmp_path, devices)
    running.sent_until = AT - 600
    running.tick(AT)
    posted = {one["thing"][:2] for one in centre.readings()}
    published = {message.topic.split("/")[1][:2] for message in devices.outbox.waiting}
    dropped = {path.name.split("_")[2][:5] for path in (tmp_path / "demo_tt10").iterdir()}
    assert posted == {"AQ", "WS", "CM", "DT", "HC", "BV", "XC", "CB", "HT", "MC", "TW"}
    assert published == {"WL", "RG", "PW", "BT", "CC", "DN", "DX", "NG", "TN", "KV"}
    assert dropped == {"KHIKX", "NUONU", "NUONT", "KHIKT"}


def test_without_a_broker_its_stations_go_through_http(web, centre, tmp_path):
    running = live(web, tmp_path)
    running.sent_until = AT - 600
    running.tick(AT)
    assert {"WL", "RG", "PW"} <= {one["thing"][:2] for one in centre.readings()}


def test_what_could_not_be_delivered_goes_first_next_time(web, centre, tmp_path):
    running = live(web, tmp_path)
    web.patience = 0.5
    centre.answers = [(503, {"retry-after": 60})]
    running.sent_until = AT - 120
    running.tick(AT - 60)
    assert centre.readings() == []
    running.tick(AT)
    moments = [one["at"] for one in centre.readings() if one["series"] == "level"]
    assert moments[0] < moments[-1]
    assert len(running.outbox.waiting) == 0


def test_no_moment_is_measured_twice_or_left_out(web, centre, tmp_path):
    running = live(web, tmp_path)
    running.sent_until = AT - 900
    for now in (AT - 700.2, AT - 400, AT - 399.5, AT):
        running.tick(now)
    seen = [(one["thing"], one["series"], one["at"]) for one in centre.readings()]
    assert len(seen) == len(set(seen))
    assert len([one for one in seen if one[:2] == ("WL-002", "level")]) == 15


def test_an_exercise_makes_its_stations_report_every_few_seconds_and_its_end_one_last_time(
    web, centre, tmp_path, monkeypatch
):
    running = live(web, tmp_path)
    playing = Exercise("DT-1", "pm25_episode", {"peak": 160.0}, 5, "HD", AT, AT + 3600)
    monkeypatch.setattr(Web, "exercises", lambda self: (playing,))
    running.sent_until = AT
    running.tick(AT + 30)
    fast = [one for one in centre.readings() if (one["thing"], one["series"]) == ("AQ-006", "pm25")]
    assert len(fast) == 6
    assert fast[-1]["value"] > 150
    monkeypatch.setattr(Web, "exercises", lambda self: ())
    running.tick(AT + 33)
    calm = [one for one in centre.readings() if (one["thing"], one["series"]) == ("AQ-006", "pm25")]
    assert calm[-1]["value"] < 60


def test_a_second_start_sends_what_was_missed(web, centre, tmp_path):
    mark.write(tmp_path / "mark", AT - 3 * 3600)
    running = live(web, tmp_path)
    with clock.frozen(NOW):
        running.catch_up()
    levels = [one for one in centre.readings() if (one["thing"], one["series"]) == ("WL-002", "level")]
    assert len(levels) == 180
    assert running.sent_until == AT


def test_a_very_first_start_sends_nothing_of_the_past(web, centre, tmp_path):
    running = live(web, tmp_path)
    with clock.frozen(NOW):
        running.catch_up()
    assert centre.came == []


def test_without_a_key_it_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("HAIDANG_HOME", str(tmp_path))
    monkeypatch.delenv("HAIDANG_SIM_KEY", raising=False)
    with pytest.raises(NoAccess, match="HAIDANG_SIM_KEY"):
        access.found()


def test_the_key_stands_in_demo_env(monkeypatch, tmp_path):
    monkeypatch.setenv("HAIDANG_HOME", str(tmp_path))
    monkeypatch.delenv("HAIDANG_SIM_KEY", raising=False)
    (tmp_path / "demo.env").write_text("HAIDANG_SIM_KEY='hd_1_2'\n# note\nOTHER=x\n")
    assert access.found().key == "hd_1_2"
