"""Drawings of a dry run: a lane for each thing, a pair of bars for each day. What is new is filled, what goes is hollow."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from haidang.core.rules.trying.replay import Episode
from haidang.core.rules.trying.trial import Effect
from haidang.core.ui.moments import moment_said
from haidang.core.ui.numbers import for_css

MOST_LANES = 14
WIDTH, LANE, HEIGHT = 1000.0, 14.0, 60.0
Fated = tuple[str, Episode]


def lanes(found: Effect, sev: str, *, compares: bool) -> SafeString | None:
    """A bar from opening to return; the busiest lanes first. None when there is nothing to draw."""
    of_thing: dict[str, list[Fated]] = {}
    for fate, several in (("kept", found.kept), ("gone", found.gone), ("new", found.new)):
        for one in several:
            of_thing.setdefault(one.series.thing.code, []).append((fate if compares else "new", one))
    if not of_thing:
        return None
    busiest = sorted(of_thing.items(), key=lambda lane: -len(lane[1]))[:MOST_LANES]
    rows = format_html_join(
        "", '<li><span class="num">{}</span>{}</li>', ((code, _lane(several, found, sev)) for code, several in busiest)
    )
    label = _("Các khoảng lẽ ra có cảnh báo, theo thiết bị")
    ends = format_html("<span>{}</span><span>{}</span>", moment_said(found.since), moment_said(found.until))
    return format_html('<ol class="lanes" aria-label="{}">{}</ol><p class="lane-ends num">{}</p>', label, rows, ends)


def _lane(several: Iterable[Fated], found: Effect, sev: str) -> SafeString:
    span = found.until - found.since
    bars = []
    for fate, one in several:
        begin = max((one.opened_at - found.since) / span, 0.0)
        end = min(((one.returned_at or found.until) - found.since) / span, 1.0)
        bars.append((fate, for_css(begin * WIDTH), for_css(max((end - begin) * WIDTH, 4.0)), for_css(LANE - 2)))
    drawn = format_html_join("", '<rect class="{}" x="{}" y="1" width="{}" height="{}" rx="1.5"/>', bars)
    return format_html(
        '<svg class="lane" data-sev="{}" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}</svg>',
        sev, for_css(WIDTH), for_css(LANE), drawn,
    )  # fmt: skip


def days(found: Effect, *, compares: bool) -> SafeString | None:
    """By day: hollow as it is, filled as it would be."""
    most = max((max(one.now, one.then) for one in found.days), default=0)
    if not most or len(found.days) < 2:
        return None
    step = WIDTH / len(found.days)
    wide = step * (0.36 if compares else 0.7)
    bars = []
    for place, one in enumerate(found.days):
        left = place * step + step * 0.12
        pairs = [("gone", one.now, left), ("new", one.then, left + wide)] if compares else [("new", one.then, left)]
        for fate, count, x in pairs:
            high = HEIGHT * count / most
            said = _("%(day)s: %(count)s cảnh báo") % {"day": f"{one.day:%d/%m}", "count": count}
            bars.append((fate, for_css(x), for_css(HEIGHT - high), for_css(wide), for_css(high), said))
    shape = '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>'
    label = _("Số cảnh báo mỗi ngày, nhiều nhất %(most)s") % {"most": most}
    ends = (f"{found.days[0].day:%d/%m}", label, f"{found.days[-1].day:%d/%m}")
    return format_html(
        '<svg class="day-bars" role="img" aria-label="{}" viewBox="0 0 {} {}" preserveAspectRatio="none">{}</svg>{}',
        label, for_css(WIDTH), for_css(HEIGHT), format_html_join("", shape, bars),
        format_html('<p class="lane-ends num"><span>{}</span><span>{}</span><span>{}</span></p>', *ends),
    )  # fmt: skip
