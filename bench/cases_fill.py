"""Fills a centre with cases as years of work leave them: their log, clocks, people, files, and the journal beside them.

The rows are made by PostgreSQL itself, from a few lists that are copied in first; secondary indexes are built afterwards,
as after a restored backup. Foreign keys hold by the way the rows are made and are not asked one by one.
"""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

FILLED = ("cases", "case_line", "case_timer", "case_stay", "case_party", "case_paper", "file", "event")
STREETS = "Trần Phú|Lê Lợi|Nguyễn An Ninh|Hoàng Hoa Thám|Bình Giã|Cách Mạng Tháng Tám|30 Tháng 4|Võ Thị Sáu|Hùng Vương|Phạm Hùng"
BEGINNINGS = (
    "Từ tối qua|Sáng nay|Đã ba ngày|Hôm mưa lớn|Cuối tuần trước|Gần trường học|Trước chợ|Đầu hẻm|Trong khu dân cư"
)
MATTERS = (
    "rác thải tràn ra lòng đường|cống nghẹt nước đen ngập vỉa hè|ổ gà sâu làm ngã xe máy|đèn đường không sáng|"
    "dây điện võng sát mái nhà|cây xanh nghiêng sắp đổ|quán karaoke mở nhạc quá khuya|khói đốt nhựa khét cả xóm|"
    "xe tải chở đất rơi vãi|nước máy đục và yếu|chó thả rông không rọ mõm|lấn chiếm vỉa hè bán hàng|"
    "mùi hôi từ trại heo|nắp hố ga bị mất|xây nhà không phép|cá chết nổi trắng hồ"
)
ENDINGS = "mong cơ quan sớm kiểm tra|bà con rất bức xúc|đã gọi phường nhưng chưa ai đến|trẻ em đi học rất nguy hiểm|xin cảm ơn"
EMPTY = {"text": "", "character varying": "", "boolean": "false", "jsonb": "{}", "smallint": "0", "integer": "0"}
STEMS = {"report": "PA", "dossier": "HS"}
SURNAMES = "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý"
GIVEN = "Văn An|Thị Bình|Minh Châu|Quốc Dũng|Thu Hà|Ngọc Lan|Hữu Nghĩa|Thị Mai|Thanh Sơn|Bảo Trâm|Gia Huy|Kim Oanh"


@dataclass(frozen=True, slots=True)
class Sizes:
    cases: int = 1_000_000
    files: int = 200_000
    published: int = 100_000
    spots: int = 50_000
    lines_a_case: int = 4

    @property
    def events(self) -> int:
        """With the lines of the cases they are five for each case."""
        return self.cases

    def smaller(self, by: int) -> "Sizes":
        return Sizes(self.cases // by, self.files // by, self.published // by, self.spots // by)


def fill(sizes: Sizes, seed: int = 7) -> None:
    """About four open ones in a hundred, most of them held by somebody where the office has people, some waiting for the
    citizen; communes, categories and streets are as uneven as in life."""
    from django.db import connection, transaction

    chance = random.Random(seed)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SELECT setseed(%s)", [seed / 100])
        _copy(cursor, "spot", "n int, place_id bigint, office_id bigint, officer_id bigint, lon float8, lat float8, cell text,"
              " path text, office text, address text, folded text", _spots(sizes.spots, chance))  # fmt: skip
        _copy(cursor, "phrase", "n int, body text, folded text", _phrases())
        _copy(cursor, "what", "n int, kind text, procedure_id bigint, version_id bigint, title text, folded text, start text,"
              " running text, done text, prefix text", _whats())  # fmt: skip
        _let_the_rest_be_empty(cursor)
        with _without_indexes(cursor, FILLED):
            given = _numbers(cursor, sizes)
            for statement in (CASES, LINES, TIMERS, STAYS, PARTIES, FILES, COPIES, PAPERS, EVENTS):
                cursor.execute(statement, given)
    connection.set_autocommit(True)
    with connection.cursor() as cursor:
        for table in FILLED:
            cursor.execute(f"VACUUM ANALYZE {table}")


def _numbers(cursor: Any, sizes: Sizes) -> dict[str, Any]:
    from haidang.kernel import clock, legal_clock
    from haidang.kernel.legal_clock import Clock

    now = clock.now()
    counts = {}
    for name in ("spot", "phrase", "what"):
        cursor.execute(f"SELECT count(*) FROM {name}")
        counts[name] = cursor.fetchone()[0]
    cursor.execute("SELECT coalesce(max(id), 0) FROM cases")
    before = cursor.fetchone()[0]
    running = legal_clock.as_dict(Clock(limit="5wd", started_at=now - timedelta(days=3)))
    return {
        **counts, "before": before, "now": now, "cases": sizes.cases, "events": sizes.events, "lines": sizes.lines_a_case,
        "originals": sizes.files // 4, "published": sizes.published / sizes.cases, "clock": json.dumps(running),
    }  # fmt: skip


def _spots(count: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """Addresses: more in the first communes than in the last, scattered around the middle of each."""
    from haidang.core.directory.models import Duty, Office, Place
    from haidang.kernel.geo import Point, cell_of
    from haidang.kernel.text import folded

    communes = [one for one in Place.objects.filter(valid_to=None).exclude(parent=None) if one.lat is not None]
    offices = {one.place_id: one for one in Office.objects.filter(kind="commune_committee", valid_to=None)}
    communes = [one for one in communes if one.pk in offices]
    staff: dict[int, list[int]] = {}
    for held, person in Duty.objects.filter(office__isnull=False, revoked_at=None).values_list("office", "person"):
        staff.setdefault(held, []).append(person)
    streets = STREETS.split("|")
    for n in range(count):
        place = communes[int(len(communes) * chance.random() ** 2)]
        point = Point(round(chance.gauss(place.lon, 0.012), 6), round(chance.gauss(place.lat, 0.012), 6))
        address, office = f"{chance.randrange(1, 400)} {chance.choice(streets)}", offices[place.pk]
        said, officer = folded(f"{address} {place.name_vi}"), chance.choice(staff.get(office.pk, [None]))
        yield n, place.pk, office.pk, officer, *point, cell_of(point), place.path, office.code, address, said


def _phrases() -> Iterator[tuple[int, str, str]]:
    from haidang.kernel.text import folded

    texts = [
        f"{begin} {matter} {street}, {end}"
        for begin in BEGINNINGS.split("|")
        for matter in MATTERS.split("|")
        for street in STREETS.split("|")
        for end in ENDINGS.split("|")
    ]
    yield from ((n, text, folded(text)) for n, text in enumerate(texts))


def _whats() -> Iterator[tuple[Any, ...]]:
    """The procedures that are published, reports first, each with a state it begins in, one of work and its end."""
    from haidang.core.cases.models import ProcedureVersion
    from haidang.kernel.text import folded

    rows = [one for one in ProcedureVersion.objects.select_related("procedure") if one.number == one.procedure.number]
    rows = [one for one in rows if one.procedure.kind in STEMS]
    rows.sort(key=lambda one: (one.procedure.kind != "report", one.pk))
    for n, one in enumerate(rows):
        flow, name = one.book.flow, one.procedure.name_vi
        running = next(
            (s.key for s in flow.states if s.key != flow.start and not s.final and s.clock == "runs"), flow.start
        )
        done = next(s.key for s in flow.states if s.final)
        kind = one.procedure.kind
        yield n, kind, one.procedure_id, one.pk, name, folded(name), flow.start, running, done, STEMS[kind]


def _copy(cursor: Any, table: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    made = list(rows)  # they ask the same connection
    cursor.execute(f"CREATE TEMP TABLE {table} ({columns}) ON COMMIT DROP")
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in made:
            copy.write_row(row)
    cursor.execute(f"CREATE UNIQUE INDEX ON {table} (n)")
    cursor.execute(f"ANALYZE {table}")


def _let_the_rest_be_empty(cursor: Any) -> None:
    """Columns that are not told below, in this database that is thrown away."""
    cursor.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_name = ANY(%s)"
        " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND data_type = ANY(%s)",
        [list(FILLED), list(EMPTY)],
    )
    for table, column, kind in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT '{EMPTY[kind]}'")


@contextmanager
def _without_indexes(cursor: Any, tables: tuple[str, ...]) -> Iterator[None]:
    """Indexes that hold no constraint are built when the rows are there."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS ("
        " SELECT FROM pg_constraint WHERE conindid = indexname::regclass)",
        [list(tables)],
    )
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        cursor.execute(definition)


CASES = """
INSERT INTO cases (code, sealed, kind, procedure_id, version_id, state, state_at, grade, channel, title, text, folded, answers,
    place_id, address, lon, lat, cell, office_id, first_office_id, why_vi, why_en, is_anonymous, data_class, suggestion, answer,
    refusal, supporters, opened_at, due_at, original_due_at, overdue_at, ended_at, on_time, published_at, rating_text, reopened,
    is_simulated, is_exercise, officer_id, paused_at, stopped_at, rating)
SELECT code, '\\x00', kind, procedure_id, version_id,
    CASE WHEN is_open THEN CASE WHEN luck < 0.3 THEN start ELSE running END ELSE done END, opened_at, 'normal',
    CASE WHEN kind = 'report' THEN 'online' ELSE 'counter' END, left(body, 80), body,
    lower(code) || ' ' || phrase_folded || ' ' || title_folded || ' ' || spot_folded, '{}',
    place_id, address, CASE WHEN kind = 'report' THEN lon END, CASE WHEN kind = 'report' THEN lat END,
    CASE WHEN kind = 'report' THEN cell ELSE '' END, office_id, office_id, 'Xã nhận việc của mình', 'the commune takes its own',
    kind = 'report', CASE WHEN is_shown THEN 'public' ELSE 'internal' END, '{}', CASE WHEN is_open THEN '' ELSE 'Đã xử lý xong.' END,
    '', (luck * 100)::int %% 3, opened_at, due_at, due_at, CASE WHEN is_open AND due_at < %(now)s THEN due_at END,
    CASE WHEN NOT is_open THEN least(opened_at + luck * interval '9 days', %(now)s) END,
    CASE WHEN NOT is_open THEN luck < 0.9 END, CASE WHEN is_shown THEN opened_at + interval '1 day' END, '', 0, true, false,
    CASE WHEN share < 0.7 THEN officer_id END, CASE WHEN is_open AND share < 0.1 AND due_at >= %(now)s THEN opened_at END,
    CASE WHEN NOT is_open THEN least(opened_at + luck * interval '9 days', %(now)s) END,
    CASE WHEN NOT is_open AND share < 0.3 THEN 1 + floor(luck * 3)::int %% 3 END
FROM (
    SELECT s.*, w.*, p.body, p.folded AS phrase_folded, w.folded AS title_folded, s.folded AS spot_folded, luck, share, opened_at,
        opened_at + interval '7 days' AS due_at,
        w.prefix || to_char(opened_at, '-YYMMDD-') || lpad((%(before)s + g.n)::text, 7, '0') AS code,
        luck > 0.98 OR (opened_at > %(now)s - interval '21 days' AND luck > 0.3) AS is_open,
        w.kind = 'report' AND share < %(published)s / 0.4 AS is_shown
    FROM (
        SELECT n, random() AS luck, random() AS share, floor(%(spot)s * random())::int AS at_spot,
            floor(%(phrase)s * random())::int AS of_phrase,
            CASE WHEN n %% 5 < 2 THEN floor((SELECT count(*) FROM what WHERE kind = 'report') * random() * random())::int
                ELSE (SELECT count(*) FROM what WHERE kind = 'report')
                    + floor((SELECT count(*) FROM what WHERE kind <> 'report') * random() * random())::int END AS of_what,
            %(now)s - interval '3 years' + n * (interval '3 years' / %(cases)s) - random() * interval '1 hour' AS opened_at
        FROM generate_series(1, %(cases)s) AS n
    ) AS g
    JOIN spot s ON s.n = at_spot JOIN phrase p ON p.n = of_phrase JOIN what w ON w.n = of_what
) AS made
"""
LINES = """
INSERT INTO case_line (at, kind, text_vi, text_en, actor, actor_name, links, case_id, audience)
SELECT opened_at + k * interval '5 hours', (ARRAY['citizen', 'auto', 'action', 'message', 'note'])[1 + k %% 5],
    (ARRAY['Gửi phản ánh', 'Chuyển đến cơ quan giải quyết', 'Đã kiểm tra hiện trường', 'Đang xử lý, xin chờ kết quả',
        'Đã gọi lại'])[1 + k %% 5],
    (ARRAY['sent', 'sent on', 'looked at the place', 'being handled', 'called back'])[1 + k %% 5],
    'person:1', 'Trần Minh', '[]', id, CASE WHEN k %% 5 IN (2, 4) THEN 'officers' ELSE 'all' END
FROM cases, generate_series(0, %(lines)s - 1) AS k WHERE id > %(before)s
"""
TIMERS = """
INSERT INTO case_timer (case_id, key, is_main, clock, started_at, due_at, original_due_at, overdue_at, stopped_at, warned_at)
SELECT id, 'handle', true, jsonb_set(%(clock)s, '{started_at}', to_jsonb(opened_at)), opened_at, due_at, due_at, overdue_at, ended_at,
    coalesce(overdue_at, %(now)s)
FROM cases WHERE id > %(before)s
"""
STAYS = """
INSERT INTO case_stay (case_id, state, office_id, started_at, ended_at)
SELECT id, state, office_id, opened_at + k * interval '2 hours', CASE WHEN k = 0 THEN opened_at + interval '2 hours' END
FROM cases, generate_series(0, 1) AS k WHERE id > %(before)s
"""
PARTIES = f"""
INSERT INTO case_party (case_id, role, name, phone, email, identity, address, consent, is_verified)
SELECT id, CASE WHEN kind = 'report' THEN 'reporter' ELSE 'applicant' END,
    (string_to_array('{SURNAMES}', '|'))[1 + id %% 16] || ' ' || (string_to_array('{GIVEN}', '|'))[1 + (id / 7) %% 12],
    '09' || lpad((id * 7919 %% 99999989)::text, 8, '0'), '', '', address, '', false
FROM cases WHERE id > %(before)s
"""
FILES = """
INSERT INTO file (token, sha256, size, media_type, name, data_class, place, office, by, created_at, state, why_vi, why_en, width,
    height, derivation, public_state, regions)
SELECT substr(md5(%(before)s || '-' || n), 1, 22), encode(sha256((%(before)s || '-' || n)::bytea), 'hex'),
    2800000 + n %% 900000, 'image/jpeg',
    'IMG_' || n || '.jpg', 'personal', '', '', 'public:-', %(now)s - interval '3 years' + n * (interval '3 years' / %(originals)s),
    'kept', '', '', 4000, 3000, '', 'ready', '[]'
FROM generate_series(1, %(originals)s) AS n
"""
COPIES = """
INSERT INTO file (token, sha256, size, media_type, name, data_class, place, office, by, created_at, state, why_vi, why_en, width,
    height, derivation, public_state, regions, derived_from_id)
SELECT substr(md5(token || copy), 1, 22), encode(sha256((token || copy)::bytea), 'hex'), size / 4, media_type, name,
    CASE copy WHEN 'public' THEN 'public' ELSE data_class END, '', '', by, created_at, 'kept', '', '', 1600, 1200, copy, '', '[]', id
FROM file, unnest(ARRAY['clean', 'thumb', 'public']) AS copy WHERE derived_from_id IS NULL AND name LIKE 'IMG%%'
    AND NOT EXISTS (SELECT FROM file AS copied WHERE copied.derived_from_id = file.id)
"""
PAPERS = """
INSERT INTO case_paper (case_id, file_id, role, part, question, is_public, by, by_name, at)
SELECT c.id, f.id, 'before', '', '', c.published_at IS NOT NULL, 'public:-', 'Công chúng', c.opened_at
FROM (SELECT id, opened_at, published_at, row_number() OVER (ORDER BY id DESC) AS n FROM cases WHERE kind = 'report' AND id > %(before)s) c
JOIN (SELECT id, row_number() OVER (ORDER BY id DESC) AS n FROM file WHERE derived_from_id IS NULL AND name LIKE 'IMG%%') f USING (n)
"""
EVENTS = """
INSERT INTO event (seq, at, actor, actor_name, session, action, because, subject_kind, subject_id, subject_label, place, office,
    data_class, before, after, facts, words, prev_hash, hash)
SELECT coalesce((SELECT max(seq) FROM event), 0) + row_number() OVER (), opened_at, 'public:-', 'Công chúng', '', 'case.open',
    'được phép: công chúng', 'case', id::text, code || ' ' || title, '', '', 'internal', '{}', '{}', '{}',
    lower(code), '\\x00', '\\x00'
FROM cases WHERE id > %(before)s LIMIT %(events)s
"""
