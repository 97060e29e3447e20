"""Search over a million objects: how long one answer takes, for people of three duties.

    python -m bench search [--objects 1000000] [--rounds 20]

The index is filled as the program fills it: 60 % alerts of three years, 28 % cases, 6 % things, 5 % series, 1 % incidents, in
the words of a Vietnamese province. Each question is asked again and again; what is promised is the 95th part of a hundred, of the
question to the index and of Ctrl K as a whole: request, rights, index, lines drawn.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from . import centre
from .measure import Result, matrix, percentile

SHARES = {"alert": 0.60, "case": 0.28, "thing": 0.06, "series": 0.05, "incident": 0.01}
WHAT = (
    "PM2,5 cao", "Trạm mất tín hiệu", "Mực nước vượt báo động 2", "Mưa lớn", "Độ mặn cao", "Ổ gà trên đường", "Rác chưa thu gom",
    "Đèn đường hỏng", "Ngập đường", "Tiếng ồn ban đêm", "Cấp giấy phép xây dựng", "Đăng ký hộ kinh doanh", "Cây đổ",
)  # fmt: skip
WHERE = (
    "Trần Phú", "Lê Lợi", "Hạ Long", "Bà Triệu", "Nguyễn An Ninh", "Võ Thị Sáu", "Thùy Vân", "Phú Mỹ", "Long Hải", "Bình Châu", "Đất Đỏ",
    "Xuyên Mộc", "Châu Đức", "Hồ Tràm", "Côn Đảo", "Bãi Trước", "Bãi Sau", "Rạch Dừa", "Thắng Tam", "Phước Hải",
)  # fmt: skip
BACK = timedelta(days=3 * 365)
MADE = 20_000  # rows that are made by the program
QUESTIONS = {
    "the beginning of a code": "AQ-00",
    "two common words": "canh bao tram",
    "one very common word": "cao",
    "two letters": "tr",
    "a street and what happened": "ngap duong tran phu",
    "a word half typed": "tiếng ồn ba",
    "what is nowhere": "khong thay xyzzy",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--objects", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20)


def measure(options: argparse.Namespace) -> Result:
    result = Result()
    with centre.centre(web=False, rules=False):
        from django.db import connection

        from haidang.core.search import following, queries
        from haidang.core.search.models import Found

        began = time.monotonic()
        _say(f"filling the index with {options.objects:,} objects")
        count = _fill(options.objects)
        result.add("objects in the index", count, "")
        result.add("filled in", count / (time.monotonic() - began), "objects/s")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE found")
            cursor.execute("SELECT pg_total_relation_size('found') / 1e6, pg_relation_size('found_grams') / 1e6")
            whole, index = cursor.fetchone()
        result.add("table and indexes", float(whole), "MB")
        result.add("of it the index of words", float(index), "MB")
        following.fill_facts()
        code = Found.objects.filter(kind="alert").order_by("pk")[count // 4].code
        known = {"a code": code, "a code without dashes": code.replace("-", "").lower()}
        questions = known | QUESTIONS
        asked: dict[str, dict[str, list[float]]] = {name: {} for name in questions}
        drawn: dict[str, dict[str, list[float]]] = {name: {} for name in questions}
        for who, person in _people().items():
            _say(f"asking as a {who}")
            actor, palette = person.as_actor(), _palette(person)
            for name, words in questions.items():
                asked[name][who] = _timed(lambda: queries.find(actor, words), options.rounds)  # noqa: B023
                drawn[name][who] = _timed(lambda: palette(words), options.rounds)  # noqa: B023
        for what, found in (("the index", asked), ("Ctrl K", drawn)):
            _told(result, what, found)
    return result


def _told(result: Result, what: str, found: dict[str, dict[str, list[float]]]) -> None:
    """A row for each kind of question and duty, and all of them as one table of medians and 95ths."""
    for name, by_duty in found.items():
        for who, took in by_duty.items():
            result.add(f"{what}, {who}: {name}, p95", percentile(took, 0.95) * 1000, "ms", below=100)
            result.facts[f"{what}, {who}: {name}"] = [round(one * 1000, 1) for one in took]
    cells = {
        name: [f"{percentile(took, 0.5) * 1000:.1f} / {percentile(took, 0.95) * 1000:.1f}" for took in by_duty.values()]
        for name, by_duty in found.items()
    }
    result.tables.append(matrix(f"{what}: median / p95, ms", list(next(iter(found.values()))), cells))


def _say(what: str) -> None:
    print(f"search: {what} ...", file=sys.stderr, flush=True)


def _timed(question: Callable[[], object], rounds: int) -> list[float]:
    """Seconds of each round; the first is counted as the others."""
    from haidang.kernel.once import remembering

    took = []
    for _round in range(rounds):
        began = time.perf_counter()
        with remembering():
            question()
        took.append(time.perf_counter() - began)
    return took


def _palette(person: Any) -> Callable[[str], None]:
    """What Ctrl K asks with each key, answered in this process by the whole program."""
    from django.test import Client

    client = Client(headers={"host": "localhost", "hx-request": "true"})
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")

    def ask(words: str) -> None:
        answer = client.get("/search/", {"q": words})
        if answer.status_code != 200:
            raise SystemExit(f"Ctrl K answers {answer.status_code} for {words!r}")

    ask("xyzzy")  # with the first request a process loads its pages
    return ask


def _people() -> dict[str, Any]:
    """Somebody who sees everything, somebody of one commune, a unit in the field."""
    from haidang.core.directory.models import Duty, Office, Person, Place
    from haidang.kernel import clock

    province = Place.objects.get(parent=None, valid_to=None)
    commune = Place.objects.filter(parent=province, valid_to=None).order_by("key").first()
    office = Office.objects.order_by("pk").first()
    found = {}
    for role, place in (("duty_officer", province), ("commune_officer", commune), ("field_unit", province)):
        facts = {"full_name": role, "folded": role, "office": office}
        person, _is_new = Person.objects.get_or_create(account=f"bench-{role}", defaults=facts)
        Duty.objects.get_or_create(
            person=person, role=role, office=office, place=place,
            defaults={"data_classes": ["internal"], "valid_from": clock.today()},
        )  # fmt: skip
        found[role.replace("_", " ")] = person
    return found


def _fill(count: int) -> int:
    """A part of the objects as the program makes them; the database makes the others like them, one month after the other."""
    from django.db import connection

    from haidang.core.directory.models import Office, Place
    from haidang.core.search.filling import COLUMNS
    from haidang.core.search.models import Found
    from haidang.kernel import clock

    copies = max(1, count // MADE)
    names = ("kind", "key", *COLUMNS)
    places = list(Place.objects.filter(valid_to=None).exclude(parent=None))
    rows = _rows(count // copies, places, list(Office.objects.values_list("code", flat=True)))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_found; TRUNCATE found")  # of an earlier run in a home that is kept
        cursor.execute("DROP INDEX IF EXISTS found_grams")
        cursor.execute("CREATE UNLOGGED TABLE bench_found (LIKE found INCLUDING DEFAULTS)")
        cursor.execute("ALTER TABLE bench_found ALTER id DROP NOT NULL")
        with cursor.copy(f"COPY bench_found ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([_cell(getattr(row, name)) for name in names])
        cursor.execute(LIKE_THEM, {"copies": copies, "since": clock.now() - BACK, "days": BACK.days / copies})
        cursor.execute("DROP TABLE bench_found")
        _say("making the index of words")
        cursor.execute("CREATE INDEX found_grams ON found USING gin (grams) WITH (gin_pending_list_limit = 512)")
    return Found.objects.count()


LIKE_THEM = """
INSERT INTO found (kind, key, ref, code, typed, title_vi, title_en, about_vi, about_en, folded, severity, is_now, at, place, office,
                   data_class, matter, own, grams, digest)
SELECT kind, new.number::text, ref, new.code, new.typed, title_vi, title_en, about_vi, about_en, folded, severity, new.is_now,
       new.at, place, office, data_class, matter, own,
       ARRAY(SELECT word FROM unnest(grams) AS word WHERE word !~ '^:|[0-9]{3}')
       || ARRAY(SELECT left(word, size) FROM unnest(string_to_array(lower(new.code), '-') || left(new.typed, 14)) AS word
                CROSS JOIN generate_series(2, 14) AS size WHERE size <= length(word))
       || ARRAY(SELECT ':' || kind || span || part FROM unnest(new.parts) AS part CROSS JOIN unnest(new.spans) AS span),
       digest
FROM generate_series(0, %(copies)s - 1) AS nth CROSS JOIN bench_found AS base
CROSS JOIN LATERAL (SELECT base.key::bigint * 100 + nth AS number,
    CASE WHEN base.at IS NOT NULL THEN %(since)s::timestamptz + (nth + random()) * %(days)s * interval '1 day' END AS at) AS made
CROSS JOIN LATERAL (SELECT split_part(base.code, '-', 1) || coalesce('-' || to_char(made.at, 'YYMMDD'), '') || '-'
    || lpad((made.number %% 1000000)::text, 6, '0') AS code) AS named
CROSS JOIN LATERAL (SELECT made.number, made.at, made.at IS NULL OR nth = %(copies)s - 1 AS is_now, named.code,
    replace(lower(named.code), '-', '') AS typed,
    array_prepend('', string_to_array('/' || replace(trim('/' FROM place), '/', ',/') || ',@' || office, ',')) AS parts,
    CASE WHEN made.at IS NULL OR nth = %(copies)s - 1 THEN ARRAY['=now']
         ELSE ARRAY[to_char(made.at, '"="YYMM'), to_char(made.at, '"="YY')] END AS spans) AS new
ORDER BY nth
"""


def _cell(value: Any) -> Any:
    """Arrays as text, which is written in a tenth of the time; our grams hold nothing to be quoted."""
    return f"{{{','.join(value)}}}" if isinstance(value, list) else value


def _rows(count: int, places: list[Any], offices: list[str]) -> Iterator[Any]:
    """The same every time: names, codes and moments are drawn with a fixed seed."""
    from haidang.core.search.filling import finished
    from haidang.core.search.kinds import KINDS, Said
    from haidang.kernel import clock
    from haidang.kernel.bilingual import names, same

    draw, now = random.Random(7), clock.now()
    for kind, share in SHARES.items():
        many = round(count * share)
        for number in range(many):
            what, where, place = draw.choice(WHAT), draw.choice(WHERE), draw.choice(places)
            at = now - BACK * (1 - number / many) if KINDS[kind].is_flow else None  # one after the other, as they came
            prefix = {"alert": "CB", "case": "PH", "incident": "SC"}.get(kind, draw.choice(("AQ", "WL", "TR")))
            code = f"{prefix}-{at:%y%m%d}-{number:06}" if at else f"{prefix}-{number:05}"
            title = f"{what} · {where}" if at else f"Trạm đo {where} {number % 500}"
            said = Said(
                code,
                same(title),
                code,
                names(place),
                3,
                at is None or number > many * 0.98,
                at,
                (place.name_vi, f"số {number % 300}"),
            )
            office = draw.choice(offices)
            sight = {"place": place.path, "office": office, "data_class": "internal", "matter": "report", "own": None}
            yield finished(KINDS[kind], f"9{number:09}", said, sight)
