"""What the worker does: partitions of the logs, figures for the indicators, risks whose acceptance is over."""

from collections import Counter
from datetime import date, timedelta

from django.db import connection
from django.db.models import Q

from haidang.core.indicators.actions import Entry, take
from haidang.core.indicators.bringing.taking import Given
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.kernel.jobs import job
from haidang.kernel.periods import containing

from .keeping import partitions
from .models import Detection, LogSource, Vulnerability
from .watching import book

ACTOR = system("cyber")
COMPUTERS = ("server",)


@job(cron="25 0,12 * * *")
def keep_days() -> None:
    """Days ahead are made, days that are over indexed, days that need no longer be kept dropped."""
    partitions.ensure()
    partitions.index_closed()
    partitions.drop_old()


@job(cron="*/10 * * * *")
def keep_rules() -> None:
    book.sync()


@job(cron="40 0 * * *")
def end_acceptances() -> None:
    """A risk was accepted until a day: after it the weakness is open again."""
    over = Vulnerability.objects.filter(state="accepted", accepted_to__lt=clock.today())
    over.update(state="open", accepted_to=None)


@job(cron="50 * * * *")
def tell_indicators() -> None:
    """Figures of yesterday and of today so far, of this week and month: machines bring them, nobody types them."""
    today = clock.today()
    given = [*daily(today - timedelta(days=1)), *daily(today), *weekly(today), *monthly(today)]
    simulated = Thing.objects.filter(domain="cyber", source__is_simulated=True).exists()
    if given:
        take(ACTOR, Entry(None), given, kind="pull", label="Giám sát an toàn thông tin", source_text="cyber",
             is_simulated=simulated, whole=False)  # fmt: skip


def daily(day: date) -> list[Given]:
    """Records, detections, what was denied, and the share of offices that sent logs. Nothing for a day without records."""
    start, end = clock.start_of(day), clock.start_of(day + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(records), 0), coalesce(sum(records) FILTER (WHERE kind IN ('denied', 'banned')), 0)"
            " FROM log_hour WHERE hour >= %s AND hour < %s", [start, end],
        )  # fmt: skip
        records, denied = cursor.fetchone()
        cursor.execute("SELECT DISTINCT source_id FROM log_hour WHERE hour >= %s AND hour < %s", [start, end])
        heard = {number for (number,) in cursor.fetchall()}
    if not records:
        return []
    found = Detection.objects.filter(first_at__gte=start, first_at__lt=end).count()
    said = {"events": float(records), "detections": float(found), "attacks_blocked": float(denied)}
    must = {
        office for office in Thing.objects.filter(domain="cyber", type__in=("information_system", "server"))
        .exclude(state="retired").values_list("office", flat=True) if office
    }  # fmt: skip
    sends = set(LogSource.objects.filter(pk__in=heard, thing__isnull=False).values_list("thing__office", flat=True))
    if must:
        said["agencies_logging"] = round(100 * len(must & sends) / len(must), 1)
    return [Given(f"cyber.{key}", "", day.isoformat(), value) for key, value in said.items()]


def weekly(day: date) -> list[Given]:
    """Open weaknesses and the critical ones past due, by the office of the asset."""
    period, late = containing(day, "week").text, Q(grade="critical", due_on__lt=day)
    rows = Vulnerability.objects.filter(state="open", thing__office__isnull=False)
    every = Counter(rows.values_list("thing__office__code", flat=True))
    critical = Counter(rows.filter(late).values_list("thing__office__code", flat=True))
    offices = set(_offices())
    return [
        Given(f"cyber.{key}", office, period, float(counted[office]))
        for key, counted in (("vulnerabilities_open", every), ("vulnerabilities_critical_late", critical))
        for office in sorted(offices)
    ]


def monthly(day: date) -> list[Given]:
    """Computers in the inventory, by office."""
    period = containing(day, "month").text
    counted = Counter(
        Thing.objects.filter(domain="cyber", type__in=COMPUTERS, office__isnull=False).exclude(state="retired")
        .values_list("office__code", flat=True)
    )  # fmt: skip
    return [Given("cyber.endpoints", office, period, float(count)) for office, count in sorted(counted.items())]


def _offices() -> list[str]:
    """Those that have anything in the inventory: for them nought is a figure."""
    found = Thing.objects.filter(domain="cyber", office__isnull=False).values_list("office__code", flat=True)
    return sorted(set(found))
