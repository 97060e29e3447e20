"""The rows of a data set: the same for the sheet and for programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from haidang.core.indicators import publishing
from haidang.core.indicators.book import Entry
from haidang.core.indicators.reading import places as reading_places
from haidang.core.telemetry import queries as telemetry
from haidang.core.things.queries import things
from haidang.kernel import clock
from haidang.kernel.action import PUBLIC
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.manifest import Dataset, Domain

BACK = timedelta(days=30)
"""So far back hourly means are given."""
MOST_THINGS = 200
INDICATOR_HEAD = (
    "indicator", "official_code", "name", "unit", "period", "period_kind", "from", "place", "place_name", "value", "quality",
    "origin", "updated_at",
)  # fmt: skip
SERIES_HEAD = ("thing", "name", "place", "series", "unit", "hour", "mean", "min", "max", "readings")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A data set of a field; `code` narrows figures to one indicator, then of every place."""

    domain: Domain
    dataset: Dataset
    code: str = ""

    @property
    def head(self) -> tuple[str, ...]:
        return INDICATOR_HEAD if self.dataset.indicators else SERIES_HEAD

    def rows(self) -> Iterator[tuple[Any, ...]]:
        return (
            _figures(self.entries(), bool(self.code)) if self.dataset.indicators else _hours(self.domain, self.dataset)
        )

    def entries(self) -> list[Entry]:
        return [one for one in publishing.public_entries(self.domain.key) if self.code in ("", one.code)]

    def newest_at(self) -> datetime | None:
        if self.dataset.indicators:
            return publishing.newest_at(self.entries())
        found = telemetry.latest(PUBLIC, domain=self.domain.key)
        moments = [found.of(series=key).newest_at for key in self.dataset.series]
        return max((at for at in moments if at), default=None)


def _figures(entries: list[Entry], with_places: bool) -> Iterator[tuple[Any, ...]]:
    places = (
        [here for one in entries for here in reading_places.given_at(one)] if with_places else [reading_places.whole()]
    )
    called = {here.id: here for here in places}
    for one in publishing.published(entries, with_places=with_places):
        here, facts = called.get(one.place), one.entry.facts
        yield (
            one.entry.code, facts.code, shown(facts.name), facts.unit, one.period.text, one.period.kind,
            one.period.first.isoformat(), here.code or here.key if here else "", name_of(here) if here else "",
            round(one.value, facts.decimals or None), "; ".join(shown(word) for word in one.quality.words),
            one.origin.name.lower(), one.at.isoformat(timespec="seconds"),
        )  # fmt: skip


def _hours(domain: Domain, dataset: Dataset) -> Iterator[tuple[Any, ...]]:
    until = clock.now().replace(minute=0, second=0, microsecond=0)
    measured = {kind.key: [key for key in dataset.series if key in kind.series] for kind in domain.things}
    units = {one.key: one for one in domain.series}
    for thing in things(PUBLIC, domain=domain.key).select_related("place")[:MOST_THINGS]:
        for key in measured.get(thing.type, []):
            try:
                found = telemetry.hours(PUBLIC, thing.code, key, until - BACK, until)
            except telemetry.Unseen:
                continue
            for start, mean, low, high, count in zip(
                found.start_us.tolist(), found.mean.tolist(), found.low.tolist(), found.high.tolist(), found.n.tolist(),
                strict=True,
            ):  # fmt: skip
                if count:
                    at = datetime.fromtimestamp(start / 1e6, clock.HO_CHI_MINH).isoformat(timespec="minutes")
                    decimals = units[key].decimals
                    yield (thing.code, name_of(thing), name_of(thing.place), key, units[key].unit, at,
                           round(mean, decimals), round(low, decimals), round(high, decimals), count)  # fmt: skip
