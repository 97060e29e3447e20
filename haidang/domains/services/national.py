"""The synchronisation file of the national portal (DongBoHoSoMC): dossiers by its field names, then the figures of them.

A file may hold all dossiers or those that changed: each is kept by its code, and the months it touches are counted
again. Field names and codes of status and channel are of public code that speaks with the portal [C].
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Office, valid_on
from haidang.core.indicators import actions as indicators
from haidang.core.indicators.actions import Entry
from haidang.core.indicators.bringing.taking import Given
from haidang.core.portal import moments
from haidang.core.pulling.faults import Fault
from haidang.core.pulling.mapping import Wrong
from haidang.core.pulling.taking import Brought
from haidang.core.things.models import Source
from haidang.kernel import clock, periods
from haidang.kernel.action import Actor, Doing, action
from haidang.kernel.bilingual import both
from haidang.kernel.facts import Words
from haidang.kernel.periods import Period
from haidang.kernel.text import folded

from .models import NationalDossier

NEEDED = ("MaHoSo", "NgayTiepNhan", "TrangThaiHoSo")
CODE = re.compile(r"[A-Za-z0-9.]{1,25}-\d{6}-\d{4,7}")
STATUSES = {str(one) for one in range(1, 11)}
DONE, ENDED = ("9", "10"), ("9", "10", "3", "7", "8")
ONLINE, NOT_ACCEPTED = "2", ("1", "3")
NO_WAIT = 1
"""More requests for papers than this make a dossier late (QĐ 766, 2.1)."""


@dataclass(slots=True)
class _Row:
    """One entry being read; what is wrong is gathered."""

    number: int
    raw: dict[str, Any]
    wrong: list[Wrong] = field(default_factory=list)

    def text(self, name: str) -> str:
        value = self.raw.get(name)
        return "" if value is None else str(value).replace("\0", "").strip()

    def moment(self, name: str) -> datetime | None:
        try:
            return moments.read(self.text(name))
        except ValueError:
            self.say(
                name, both(msgid("“%(text)s” không phải thời điểm: ghi yyyyMMddHHmmss."), text=self.text(name)[:40])
            )
            return None

    def items(self, name: str) -> list[dict[str, Any]]:
        value = self.raw.get(name) or []
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                value = None
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.say(name, both(msgid("phải là một danh sách")))
            return []
        return value

    def flag(self, name: str) -> bool:
        return self.text(name).casefold() in ("1", "true")

    def say(self, name: str, words: Words) -> None:
        self.wrong.append(Wrong(self.number, name, words))


def take(actor: Actor, source: Source, rows: list[dict[str, Any]], is_simulated: bool) -> Brought:
    """As core.pulling calls it. Raises Fault for a file whose fields are others."""
    missing = [name for name in NEEDED if rows and name not in rows[0]]
    if missing:
        raise Fault("columns", missing=", ".join(missing), there=", ".join(rows[0])[:300])
    return take_dossiers(actor, source, rows, is_simulated=is_simulated)


@action("national_dossier.take")
def take_dossiers(do: Doing, source: Source, rows: list[dict[str, Any]], *, is_simulated: bool = False) -> Brought:
    """Keep the good ones and count the months they touch. Raises Fault when most are wrong."""
    offices, found, wrong = _offices(), {}, []
    for number, raw in enumerate(rows, 1):
        row = _Row(number, raw)
        one = _dossier(row, offices, source, is_simulated=is_simulated, at=do.at)
        if one is None or row.wrong:
            wrong += row.wrong
        else:
            found[one.code] = one
    bad = len({one.row for one in wrong})
    if bad > len(rows) / 2:
        first = Words(vi=f"{wrong[0].column}: {wrong[0].words.vi}", en=f"{wrong[0].column}: {wrong[0].words.en}")
        raise Fault("wrong", wrong=bad, all=len(rows), first=first)
    old = NationalDossier.objects.in_bulk(list(found), field_name="code")
    months = {month for one in [*found.values(), *old.values()] for month in _months(one)}
    names = [one.name for one in NationalDossier._meta.concrete_fields if one.name not in ("id", "code")]
    NationalDossier.objects.bulk_create(
        found.values(), update_conflicts=True, unique_fields=["code"], update_fields=names, batch_size=500
    )
    do.about(source, dossiers=len(found), wrong=bad)
    _count(do.actor, source, months, is_simulated=is_simulated)
    return Brought(new=len(found) - len(old), changed=len(old), wrong=wrong)


def _dossier(
    row: _Row, offices: dict[str, Office], source: Source, *, is_simulated: bool, at: datetime
) -> NationalDossier | None:
    code, status = row.text("MaHoSo"), row.text("TrangThaiHoSo")
    if not CODE.fullmatch(code):
        row.say("MaHoSo", both(msgid("“%(text)s” không phải mã hồ sơ, như H15.50.05.13-261008-0975."), text=code[:40]))
    if status not in STATUSES:
        row.say("TrangThaiHoSo", both(msgid("“%(text)s” không phải trạng thái 1 đến 10."), text=status[:10]))
    office = offices.get(code.partition("-")[0].casefold()) or offices.get(folded(row.text("DonViXuLy")))
    if office is None:
        row.say("DonViXuLy", both(msgid("không biết cơ quan “%(text)s”"), text=row.text("DonViXuLy")[:60] or code))
    received, due, ended = row.moment("NgayTiepNhan"), row.moment("NgayHenTra"), row.moment("NgayKetThucXuLy")
    if received is None and not row.wrong:
        row.say("NgayTiepNhan", both(msgid("bắt buộc có")))
    ended = ended or (row.moment("NgayTra") if status in ENDED else None)
    papers, results = row.items("TaiLieuNop"), row.items("DanhSachGiayToKetQua")
    asked, fees = row.items("DanhSachHoSoBoSung"), row.items("DanhSachLePhi")
    if row.wrong or office is None or received is None:
        return None
    return NationalDossier(
        code=code, office=office, procedure=row.text("MaTTHC")[:40], field_code=row.text("MaLinhVuc")[:40],
        field_name=row.text("TenLinhVuc")[:300], status=status, received_at=received, due_at=due, ended_at=ended,
        is_late=_is_late(due, ended, len(asked), at), is_online=row.text("KenhThucHien") == ONLINE,
        has_fee=any(_is_some(one.get("Gia")) for one in fees),
        is_paid_online=row.text("DuocThanhToanTrucTuyen") in ("1", "2"),
        has_parts=any(one.get("DuongDanTaiTepTin") or one.get("Base64") for one in papers),
        has_result=any(one.get("DuongDanTepTinKetQua") or one.get("Base64") for one in results),
        is_from_store=any(str(one.get("DuocLayTuKhoDMQG", "")) == "1" for one in papers),
        is_verified=row.flag("TaiKhoanDuocXacThucVoiVNeID"), source=source, is_simulated=is_simulated, told_at=at,
    )  # fmt: skip


def _is_some(fee: Any) -> bool:
    try:
        return float(str(fee).replace(",", ".")) > 0
    except ValueError:
        return False


def _is_late(due: datetime | None, ended: datetime | None, asked: int, now: datetime) -> bool | None:
    if asked > NO_WAIT:
        return True
    return None if due is None else (ended or now) > due


def _offices() -> dict[str, Office]:
    """Offices of today by every agency code they have had, and by name."""
    rows = list(Office.objects.filter(valid_on(clock.today())).select_related("place"))
    named = {folded(one.name_vi): one for one in rows}
    return named | {str(kept["code"]).casefold(): one for one in rows for kept in one.agencies if kept["code"]}


def _months(one: NationalDossier) -> Iterable[date]:
    for moment in (one.received_at, one.ended_at):
        if moment is not None:
            yield periods.containing(clock.day_of(moment), "month").first


def _count(actor: Actor, source: Source, months: set[date], *, is_simulated: bool) -> None:
    given = [one for month in sorted(months) if month <= clock.today() for one in counted(month)]
    if given:
        indicators.take(
            actor, Entry(None), given, kind="pull", label=source.name_vi,
            source_text="Đếm từ tệp đồng bộ của Cổng DVCQG", is_simulated=is_simulated, whole=False,
        )  # fmt: skip


RECEIVED = {
    "national_received": Q(), "national_online": Q(is_online=True), "national_with_fee": Q(has_fee=True),
    "national_paid_online": Q(has_fee=True, is_paid_online=True), "national_from_store": Q(is_from_store=True),
    "national_verified": Q(is_verified=True),
}  # fmt: skip
FINISHED = {
    "national_finished": Q(), "national_timed": Q(is_late__isnull=False), "national_on_time": Q(is_late=False),
    "national_results": Q(has_result=True), "national_digitised": Q(has_parts=True, has_result=True),
}  # fmt: skip


def counted(month: date) -> list[Given]:
    """The province's figures of a month."""
    over = periods.Period(month, "month")
    found = []
    for rows, counts in ((received(over), RECEIVED), (finished(over), FINISHED)):
        asked = {key: Count("pk", filter=where) if where else Count("pk") for key, where in counts.items()}
        found += [
            Given(f"services.{key}", "", over.text, float(number), "đếm lại theo tệp đồng bộ")
            for key, number in rows.order_by().aggregate(**asked).items()
        ]
    return found


def received(over: Period) -> QuerySet[NationalDossier]:
    rows = NationalDossier.objects.filter(received_at__gte=clock.start_of(over.first))
    return rows.filter(received_at__lt=clock.start_of(over.next.first)).exclude(status__in=NOT_ACCEPTED)


def finished(over: Period) -> QuerySet[NationalDossier]:
    rows = NationalDossier.objects.filter(ended_at__gte=clock.start_of(over.first), status__in=DONE)
    return rows.filter(ended_at__lt=clock.start_of(over.next.first))
