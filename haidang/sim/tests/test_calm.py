"""In calm times the screens are alive but quiet: a simulated day against the thresholds of every domain."""

from datetime import datetime

import numpy as np
import pytest

from haidang.domains.environment import tide
from haidang.kernel import clock, registry
from haidang.kernel.clock import HO_CHI_MINH
from haidang.sim.weather import DAY

DAYS = [datetime(2026, month, 14, tzinfo=HO_CHI_MINH).timestamp() for month in (2, 5, 8, 10, 11, 12)]
SUMS = {"rain_1h": 6, "rain_24h": 144}  # of ten minutes
MOST_A_DAY = 3


def seconds(words):
    return clock.duration(words).total_seconds()


def runs(bad, moments):
    """(start, end) of each unbroken stretch."""
    edges = np.flatnonzero(np.diff(np.r_[False, bad, False].astype(int)))
    return [(moments[begin], moments[end - 1]) for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def measured(world, thing, series, start):
    """Good readings of two days, the second of which counts; sums that the centre makes are made here."""
    key = "rain_10m" if series in SUMS else series
    signal = next((one for one in world.signals if (one.thing, one.series) == (thing, key)), None)
    if signal is None:
        return None
    found = world.measure(signal, np.arange(start - DAY, start + DAY, signal.cadence) + signal.phase)
    good = found.quality == 0
    moments, values = found.seconds[good], found.values[good]
    if series in SUMS:
        values = np.convolve(values, np.ones(SUMS[series]))[: len(values)]
    return moments, values


def compared(rule, moments, values):
    """What the rule looks at, one value a reading."""
    when = rule.when
    if when.kind == "rate":
        window = seconds(when.per)
        return values - np.interp(moments - window, moments, values)
    if when.kind == "deviation":
        return values - tide.levels(moments) if when.expected == "level_predicted" else None
    if when.over:
        width = max(1, round(seconds(when.over) / np.median(np.diff(moments))))
        return np.convolve(values, np.ones(width) / width)[: len(values)]
    return values


def threshold(domain, rule, at):
    if not rule.when.limit:
        return rule.when.value
    limits = [one for one in registry.series(domain.key, rule.series).limits if one.key == rule.when.limit]
    day = datetime.fromtimestamp(at, HO_CHI_MINH).date()
    valid = next(one for one in limits if one.valid_from <= day and (one.valid_to is None or day < one.valid_to))
    return valid.low if rule.when.op.startswith("<") else valid.value


def alerts(world, start):
    for domain, rule in registry.rules():
        if not rule.enabled or rule.when.kind == "silence":
            continue
        limit = threshold(domain, rule, start)
        for thing in world.pack.things:
            found = measured(world, thing.code, rule.series, start) if thing.type in rule.things else None
            if found is None or limit is None:
                continue
            moments, values = found
            seen = compared(rule, moments, values)
            if seen is None:
                continue
            bad = seen < limit if rule.when.op.startswith("<") else seen > limit
            for begin, end in runs(bad & (moments >= start), moments):
                if end - begin >= seconds(rule.for_):
                    yield thing.code, rule.key, rule.severity


@pytest.mark.parametrize("start", DAYS, ids=lambda at: f"{datetime.fromtimestamp(at, HO_CHI_MINH):%m-%d}")
def test_a_calm_day_raises_few_alerts_and_no_grave_one(world, start):
    found = list(alerts(world, start))
    assert len({(thing, rule) for thing, rule, _ in found}) <= MOST_A_DAY, found
    assert all(severity >= 3 for _, _, severity in found), found


def test_at_most_one_station_is_silent_at_a_time_and_each_comes_back(world):
    moments = np.arange(DAYS[0], DAYS[0] + 6 * DAY, 600.0)
    sites = {one.thing: one.site for one in world.signals}.values()
    silent = np.array([world.faults.is_silent(site, moments) for site in sites])
    assert silent.sum(axis=0).max() == 1
    assert not silent.all(axis=1).any()
    assert silent.any(axis=0).mean() > 0.9
