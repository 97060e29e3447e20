"""Places side by side, and this period beside another one."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.indicators.charts import Map
from haidang.core.indicators.judging import RATES
from haidang.core.ui.period_names import period_said
from haidang.kernel.formula import Quality
from haidang.kernel.periods import Period
from haidang.web.middleware import AskingRequest

from .choosing import Chosen

YEAR, CHANGE = "year", "change"


@dataclass(frozen=True, slots=True)
class Bar:
    """One place. `share` of the largest, in per cent, for the bar; `step` is its class on the map, 1 the smallest.

    `before` is its value in the period set beside this one, `change` against it: see `beside`.
    """

    id: int
    key: str
    code: str
    name: str
    value: float
    quality: Quality
    share: float
    step: int
    sev: int
    rank: int
    before: float | None = None
    change: float | None = None

    def apart(self, common: Quality) -> "Bar":
        return replace(self, quality=self.quality & ~common)


def apart(rows: list[Bar]) -> tuple[list[Bar], Quality]:
    """The bars with the marks of their own, and the marks that all of them have: these are said once."""
    common = rows[0].quality if rows else Quality.GOOD
    for one in rows:
        common &= one.quality
    return [one.apart(common) for one in rows], common


def beside(rows: list[Bar], other: Map) -> list[Bar]:
    """Each with what it was then, and the change: of rates the difference, of the others a share of what was."""
    then = dict(zip(other.place.tolist(), other.value.tolist(), strict=True))
    is_rate = other.entry.facts.unit in RATES
    return [replace(one, before=then.get(one.id), change=_change(one.value, then.get(one.id), is_rate)) for one in rows]


def _change(value: float, before: float | None, is_rate: bool) -> float | None:
    if before is None:
        return None
    if is_rate:
        return value - before
    return value / before - 1 if before else None


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    url: str
    on: bool


@dataclass(frozen=True, slots=True)
class Against:
    """What the address asks: `with=year` sets last year beside this period, else the one before; `sort=change`."""

    code: str
    period: Period
    is_year: bool
    by_change: bool

    @classmethod
    def asked(cls, request: AskingRequest, asked: Chosen, found: Map) -> "Against":
        is_year, by_change = request.GET.get("with") == YEAR, request.GET.get("sort") == CHANGE
        return cls(asked.row.code, found.period, is_year, by_change)

    @property
    def other(self) -> Period:
        return self.period.year_before if self.is_year else self.period.previous

    def ordered(self, rows: list[Bar]) -> list[Bar]:
        """By value as they come, or by change, the largest rise first; what has none comes last."""
        if not self.by_change:
            return rows
        return sorted(rows, key=lambda one: (one.change is None, -(one.change or 0.0)))

    @property
    def others(self) -> list[Choice]:
        return [
            Choice(period_said(period), self._url(is_year, self.by_change), is_year == self.is_year)
            for is_year, period in ((False, self.period.previous), (True, self.period.year_before))
        ]

    @property
    def sorts(self) -> list[Choice]:
        words = ((False, _("Từ cao xuống thấp")), (True, _("Tăng nhiều nhất trước")))
        return [Choice(label, self._url(self.is_year, sort), sort == self.by_change) for sort, label in words]

    def _url(self, is_year: bool, by_change: bool) -> str:
        said = {"period": self.period.text, "with": YEAR if is_year else "", "sort": CHANGE if by_change else ""}
        query = urlencode({name: value for name, value in said.items() if value})
        return f"{reverse('indicator_places', args=[self.code])}?{query}"
