"""What the page of public sources leads with: topics against their usual, and the tone of what is said."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.directory.permissions import decide
from haidang.core.pulling import queries as pulling
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of

from . import queries
from .queries import Course
from .volume import HOUR

HOURS = 48
MOST_TOPICS = 6
SEV_SPIKE = 3


def topics(actor: Actor) -> dict[str, Any] | None:
    """The most unusual topics with their course over two days against the usual of each hour."""
    if not decide(actor, "post.read"):
        return None
    found = queries.courses(actor, hours=HOURS)
    if not found:
        return None
    return {
        "rows": [row(one) for one in found[:MOST_TOPICS]],
        "more": max(len(found) - MOST_TOPICS, 0),
        "spikes": sum(one.now.is_spike for one in found),
        "waiting": queries.waiting(actor),
        "in_work": queries.in_work(actor),
        "newest": queries.newest(actor),
        "failing": pulling.failing_of("social"),
        "posts_url": reverse("domain_page", args=["social", "posts"]),
        "topics_url": reverse("domain_page", args=["social", "topics"]),
    }


def row(one: Course) -> dict[str, Any]:
    """One topic with its chart."""
    return {
        "code": one.topic.code, "name": name_of(one.topic), "now": one.now, "day": one.day,
        "negative": round(100 * one.negative / one.day) if one.day else None,
        "sev": SEV_SPIKE if one.now.is_spike else None, "office": one.topic.office,
        "is_simulated": bool(one.topic.source and one.topic.source.is_simulated),
        "url": f"{reverse('domain_page', args=['social', 'posts'])}?topic={one.topic.code}",
        "chart": {
            "unit": _("bài/giờ"), "decimals": 0, "min": 0, "thresholds": [], "gap": 7200,
            "series": [
                {"name": _("Số bài"), "points": _points(one.posts)},
                {"name": _("Mức thường"), "style": "dashed", "colour": "$data2", "points": _points(one.usual)},
            ],
        },
    }  # fmt: skip


def _points(values: Any) -> list[list[Any]]:
    """Each hour by its end."""
    end = clock.now()
    return [
        [(end - (len(values) - 1 - at) * HOUR).isoformat(), None if np.isnan(value) else round(float(value), 1)]
        for at, value in enumerate(values)
    ]


def tone(actor: Actor) -> dict[str, Any] | None:
    """How many posts were positive, neutral and negative, by six hours and in all."""
    if not decide(actor, "post.read"):
        return None
    found = queries.by_tone(actor, HOURS)
    if not found.any():
        return None
    six = found.reshape(3, HOURS // 6, 6).sum(axis=2)
    totals = found.sum(axis=1)
    end, every = clock.now(), int(totals.sum())
    most = int(six.sum(axis=0).max()) or 1
    bars = [
        {
            "from": end - (HOURS - 6 * at) * HOUR, "until": end - (HOURS - 6 * (at + 1)) * HOUR, "all": int(column.sum()),
            "negative": int(column[0]), "neutral": int(column[1]), "positive": int(column[2]),
            "widths": [round(100 * int(part) / most, 1) for part in column],
        }
        for at, column in enumerate(six.T)
    ]  # fmt: skip
    return {
        "bars": bars[::-1], "all": every,
        "negative": int(totals[0]), "neutral": int(totals[1]), "positive": int(totals[2]),
        "share": round(100 * int(totals[0]) / every),
        "read_today": queries.read_since(timedelta(hours=24)),
    }  # fmt: skip


LEADS: Mapping[str, Callable[[Actor], dict[str, Any] | None]] = {"topics": topics, "tone": tone}
