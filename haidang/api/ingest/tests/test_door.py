import asyncio
import gzip
import json
from datetime import timedelta
from typing import Any

import pytest

from haidang.api.ingest import body as bodies
from haidang.core.directory.keys import forget_grants, new_token
from haidang.core.directory.models import Key
from haidang.kernel import clock

from .client import Answer, post, through_the_door


def new_key(name: str = "khoa-tram", can: tuple[str, ...] = ("ingest",), **facts: Any) -> str:
    token, prefix, hashed = new_token()
    Key.objects.create(name=name, prefix=prefix, hash=hashed, can=list(can), **facts)
    forget_grants()
    return token


def reading(
    value: Any = 37.2, ago: int = 1, thing: str = "AQ-001", series: str = "pm25", **more: Any
) -> dict[str, Any]:
    at = (clock.now() - timedelta(minutes=ago)).isoformat()
    return {"thing": thing, "series": series, "at": at, "value": value, **more}


def body(*readings: Any) -> bytes:
    return json.dumps({"readings": list(readings)}).encode()


def sent(raw: bytes | list[bytes], token: str, **options: Any) -> Answer:
    return through_the_door(lambda: post(raw, token, **options))


@pytest.fixture
def token(committed_world):
    committed_world.series("AQ-001", "pm25", unit="µg/m³")
    return new_key()


def test_a_reading_is_there_when_the_door_says_so(token, rows):
    answer = sent(body(reading()), token)

    assert answer.status == 200
    assert answer.json == {"accepted": 1, "duplicate": 0, "rejected": [], "waiting": 0}
    assert rows("SELECT value FROM reading") == [(37.2,)]


def test_good_readings_are_kept_and_bad_ones_named(token):
    raw = body(
        reading(),
        reading("37,2"),
        reading(ago=-60),
        {"thing": "AQ-001", "series": "pm25", "value": 1},
        reading(qualty=1),
        17,
        reading(True),
        reading(2, ago=2),
        reading(thing="trạm số 1"),
    )

    answer = sent(raw, token, accept_language="en-GB")

    said = answer.json
    assert (answer.status, said["accepted"]) == (200, 2)
    assert [(one["index"], one["field"]) for one in said["rejected"]] == [
        (1, "value"), (2, "at"), (3, "at"), (4, "qualty"), (5, ""), (6, "value"), (8, "thing"),
    ]  # fmt: skip
    assert "37,2" in said["rejected"][0]["error"]


def test_lines_are_taken_too(token):
    raw = b"\r\n".join(json.dumps(reading(ago=ago)).encode() for ago in (3, 2, 1))

    assert sent(raw, token, content_type="application/x-ndjson").json["accepted"] == 3
    assert sent(raw, token).json["duplicate"] == 3


def test_a_broken_line_is_named_and_the_others_kept(token):
    raw = b"\n".join(
        [json.dumps(reading()).encode(), b'{"thing": "AQ-001', b"\xff\xfe", json.dumps(reading(ago=2)).encode()]
    )

    said = sent(raw, token, content_type="application/x-ndjson").json

    assert said["accepted"] == 2
    assert [one["index"] for one in said["rejected"]] == [1, 2]


def test_gzip_is_unpacked(token):
    assert sent(gzip.compress(body(reading())), token, content_encoding="gzip").json["accepted"] == 1


def test_a_byte_order_mark_does_no_harm(token):
    assert sent(b"\xef\xbb\xbf" + body(reading()), token).json["accepted"] == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"NaN",
        b"[]",
        b'{"readings": 1}',
        b"\xff\xfe{",
        b'{"readings": [{"value": NaN}]}',
        b"[" * 200_000,
        b"<xml/>",
    ],
)
def test_what_is_no_json_is_refused_whole(token, raw):
    answer = sent(raw, token)

    assert (answer.status, answer.headers["content-type"]) == (400, "application/problem+json")


def test_broken_gzip_is_refused(token):
    assert sent(gzip.compress(body(reading()))[:-9], token, content_encoding="gzip").status == 400
    assert sent(body(reading()), token, content_encoding="gzip").status == 400


def test_a_gzip_bomb_stops_at_the_limit(token):
    assert sent(gzip.compress(b" " * 200_000_000), token, content_encoding="gzip").status == 413


def test_another_encoding_is_refused(token):
    assert sent(body(reading()), token, content_encoding="br").status == 415


def test_a_large_body_is_refused_before_it_is_read(token):
    assert sent(b"x", token, length=100_000_000).status == 413


def test_a_large_body_of_unknown_length_is_refused_on_the_way(token):
    assert sent([b" " * 1_000_000] * 20, token).status == 413


def test_too_many_readings_are_refused(token, monkeypatch):
    monkeypatch.setattr(bodies, "MOST_READINGS", 2)

    assert sent(body(*[reading(ago=ago) for ago in (1, 2, 3)]), token).status == 413


def test_without_a_valid_key_the_door_stays_shut(token):
    assert sent(body(reading()), "").status == 401
    assert sent(body(reading()), "hd_00000000_wrong").status == 401
    assert sent(body(reading()), "không phải khóa").status == 401


def test_a_key_without_the_right_is_told_so(token):
    assert sent(body(reading()), new_key("khoa-doc", ("read",))).status == 403


def test_only_post_is_served(token):
    answer = sent(b"", token, method="GET")

    assert (answer.status, answer.headers["allow"]) == (405, "POST")


def test_a_key_speaks_for_its_own_things(token):
    said = sent(body(reading()), new_key("khoa-nuoc", things=["WL-*"])).json

    assert (said["accepted"], said["rejected"][0]["field"]) == (0, "thing")


def test_a_key_that_sends_too_fast_is_slowed_down(token):
    slow = new_key("khoa-cham", readings_per_second=1)
    many = body(*[reading(ago=ago) for ago in range(1, 21)])

    async def twice() -> list[Answer]:
        return [await post(many, slow), await post(many, slow)]

    first, second = through_the_door(twice)

    assert first.status == 200
    assert (second.status, second.headers["retry-after"]) == (429, "15")


def test_a_full_queue_slows_senders_and_loses_nothing(token, rows, monkeypatch):
    monkeypatch.setattr("haidang.core.telemetry.pressure.MOST_WAITING", 50)

    async def all_at_once() -> list[Answer]:
        return await asyncio.gather(
            *(post(body(*[reading(ago=100 * one + ago) for ago in range(20)]), token) for one in range(10))
        )

    answers = through_the_door(all_at_once)

    refused = [one for one in answers if one.status == 429]
    assert refused
    assert all(one.headers["retry-after"] == "1" for one in refused)
    assert rows("SELECT count(*) FROM reading") == [(20 * (10 - len(refused)),)]


def test_small_requests_share_a_commit(token, rows):
    async def all_at_once() -> list[Answer]:
        return await asyncio.gather(*(post(body(reading(ago=ago)), token) for ago in range(1, 41)))

    answers = through_the_door(all_at_once)

    assert [one.json["accepted"] for one in answers] == [1] * 40
    assert rows("SELECT count(*) FROM batch")[0][0] <= 2


def test_a_strangers_reading_waits(token):
    assert sent(body(reading(thing="AQ-404")), token).json == {
        "accepted": 0, "duplicate": 0, "rejected": [], "waiting": 1,
    }  # fmt: skip


def test_a_sender_that_goes_away_leaves_nothing(token, rows):
    async def leave() -> None:
        with pytest.raises(IndexError):  # there is no answer to read
            await post([], token)

    through_the_door(leave)

    assert rows("SELECT count(*) FROM reading") == [(0,)]


def test_hostile_words_are_refused_and_reach_no_table(token):
    answer = sent(
        body(
            reading(thing="AQ\x00"),
            reading(series="x" * 10_000),
            reading(unit="\x00"),
            reading(thing="AQ-404", unit="\x00"),
            reading(thing="AQ-404", unit="m" * 300),
            reading(**{"\x00": 1}),
            reading(thing="\N{PILE OF POO}"),
            reading(quality=10**30),
        ),
        token,
    )

    assert answer.status == 200
    assert (answer.json["accepted"], answer.json["waiting"], len(answer.json["rejected"])) == (0, 0, 8)
