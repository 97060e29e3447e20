"""A new demo's past: four weeks of counted records, detections of three days, weak spots, files of levels. All simulated."""

from datetime import timedelta
from random import Random

from django.db import connection

from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import system

from . import grades, leveling
from .keeping import partitions
from .models import Detection, LevelFile, LogSource, Vulnerability
from .watching import book
from .watching.facts import shipped

ACTOR = system("demo")
WEEKS = 4
RATE = {"denied": 900, "web_request": 1700, "login_failed": 60, "web_probe": 90, "knock": 40, "login_ok": 420, "": 5200}
WEAK = (
    ("CVE-SIM-0001", "Phiên bản OpenSSL cũ có lỗi đã công bố (mô phỏng)", 9.8, 40),
    ("CVE-SIM-0002", "Cho phép TLS 1.0 (mô phỏng)", 5.3, 20),
    ("CVE-SIM-0003", "Hệ điều hành hết hỗ trợ (mô phỏng)", 7.5, 60),
    ("CVE-SIM-0004", "Trang quản trị mở ra Internet (mô phỏng)", 8.1, 12),
    ("CVE-SIM-0005", "Tiêu đề bảo mật HTTP còn thiếu (mô phỏng)", 3.1, 90),
    ("CVE-SIM-0006", "Lỗi thực thi mã từ xa ở thư viện ghi nhật ký (mô phỏng)", 10.0, 3),
)
FOUND = ("password_guessing", "port_scan", "web_scan", "web_sensitive_path", "new_admin", "password_spraying", "malware_found",
         "denied_many")  # fmt: skip


def fill() -> int:
    """How many records were made."""
    partitions.ensure()
    book.sync()
    chance = Random(20261122)
    servers = list(Thing.objects.filter(type="server", source__is_simulated=True).order_by("code"))
    return _senders(servers) + _hours(chance) + _detections(chance, servers) + _weaknesses(chance) + _files()


def _senders(servers: list[Thing]) -> int:
    for one in servers:
        LogSource.objects.get_or_create(host=one.alias or one.code, defaults={"thing": one, "state": "known"})
    return len(servers)


def _hours(chance: Random) -> int:
    """Busy by day, with a wave of attacks now and then."""
    end = clock.hour_of(clock.now())
    numbers = list(LogSource.objects.filter(state="known").values_list("pk", flat=True)) or [0]
    rows = []
    for back in range(WEEKS * 7 * 24, 0, -1):
        hour = end - timedelta(hours=back)
        local = hour.astimezone(clock.HO_CHI_MINH)
        busy = 0.45 + (0.55 if 7 <= local.hour < 18 and local.weekday() < 5 else 0.15)
        wave = chance.choice((1, 1, 1, 1, 1, 1, 1, 1, 1, 2.4))
        for kind, rate in RATE.items():
            size = rate * (busy if kind in ("", "web_request", "login_ok") else 0.7 * wave)
            rows.append((hour, chance.choice(numbers), kind, int(size * chance.uniform(0.8, 1.2))))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO log_hour (hour, source_id, kind, records) SELECT * FROM unnest(%s::timestamptz[], %s::int[], %s::text[],"
            " %s::bigint[]) ON CONFLICT DO NOTHING",
            [[one[column] for one in rows] for column in range(4)],
        )
    return len(rows)


def _detections(chance: Random, servers: list[Thing]) -> int:
    rows = []
    for number in range(26 if servers else 0):
        facts = shipped()[chance.choice(FOUND)]
        thing, start = chance.choice(servers), clock.now() - timedelta(minutes=chance.randrange(90, 4300))
        src = f"198.51.100.{chance.randrange(1, 255)}"
        rows.append(Detection(
            rule=facts.key, family=facts.family, severity=facts.severity, name_vi=facts.name.vi, name_en=facts.name.en,
            group=src if facts.by == ["src"] else thing.alias or thing.code, thing=thing, first_at=start,
            last_at=start + timedelta(minutes=chance.randrange(1, 40)), count=chance.randrange(12, 900), srcs=[src],
            hosts=[thing.alias or thing.code], users=["root"] if facts.family == "guessing" else [], is_simulated=True,
            verdict="real" if number % 5 == 0 else "false" if number % 7 == 0 else "", note="Mô phỏng" if number % 7 == 0 else "",
        ))  # fmt: skip
        rows[-1].ended_at = rows[-1].last_at
    Detection.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _weaknesses(chance: Random) -> int:
    things = list(Thing.objects.filter(type__in=("server", "website"), source__is_simulated=True).order_by("code"))
    rows = []
    for thing in things:
        for key, title, score, age in chance.sample(WEAK, chance.randrange(0, 4)):
            grade, found_on = grades.of_score(score), clock.today() - timedelta(days=age)
            assert grade
            fixed = clock.today() - timedelta(days=2) if chance.random() < 0.25 else None
            rows.append(Vulnerability(
                thing=thing, key=key, title=title, grade=grade.key, score=score, found_on=found_on,
                due_on=grades.due(grade.key, found_on), state="fixed" if fixed else "open", fixed_on=fixed,
                origin="Quét mô phỏng", is_simulated=True,
            ))  # fmt: skip
    Vulnerability.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _files() -> int:
    """A file of its level for each system that has a decision, one that waits for the next."""
    made = 0
    for thing in Thing.objects.filter(type="information_system", source__is_simulated=True).order_by("code"):
        level = int(thing.fields.get("level") or 0)
        if not level or LevelFile.objects.filter(thing=thing).exists():
            continue
        parts = {one.key: "Nội dung mô phỏng cho bản trình diễn." for one in leveling.facts().parts}
        asked = leveling.asked(level)
        measures = {
            one.key: {"said": "partly" if n % 6 == 5 else "yes", "words": "Mô phỏng"} for n, one in enumerate(asked)
        }
        decided = thing.fields.get("level_decision", "")
        LevelFile.objects.create(
            thing=thing, level=level, answers=parts, measures=measures, state="approved" if decided else "submitted",
            prepared_by=str(ACTOR), prepared_by_name="Bản trình diễn", decision=decided,
            decided_by_name="Bản trình diễn" if decided else "", decided_at=clock.now() if decided else None,
        )  # fmt: skip
        made += 1
    return made
