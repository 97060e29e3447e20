"""A dry run for the screen: what a rule, or a draft of it, would have raised in the last hours, as a list and a drawing."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from haidang.core.rules import replay
from haidang.core.rules.conditions import NotJudged
from haidang.core.rules.models import Alert, Rule
from haidang.core.rules.replay import Episode, Rehearsal
from haidang.core.ui.moments import moment_said
from haidang.core.ui.numbers import for_css
from haidang.core.ui.severity import severity
from haidang.kernel import clock, manifest, registry
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import shown

HOURS = (24, 48)
MOST_LANES = 14
MOST_ROWS = 40
WIDTH, LANE = 1000.0, 14.0


@dataclass(frozen=True, slots=True)
class Trial:
    """`refused`: why no dry run is possible, empty when it was. `raised`: how many alerts the rule raised in truth."""

    hours: int
    refused: str = ""
    rehearsal: Rehearsal | None = None
    raised: int = 0
    unit: str = ""
    decimals: int = 1
    drawing: SafeString | None = None

    @property
    def episodes(self) -> list[Episode]:
        return self.rehearsal.episodes[::-1][:MOST_ROWS] if self.rehearsal else []

    @property
    def more(self) -> int:
        return max(len(self.rehearsal.episodes) - MOST_ROWS, 0) if self.rehearsal else 0


def hours(text: Any) -> int:
    return int(text) if text in {str(one) for one in HOURS} else HOURS[0]


def tried(rule: Rule, lasting: int, says: manifest.Rule | None = None) -> Trial:
    """Nothing is written and nobody is told. Late readings count: history that was filled in shows what a rule would do."""
    until = clock.now()
    since = until - timedelta(hours=lasting)
    try:
        found = replay.replay(rule, since, until, says, late_too=True)
    except NotJudged as why:
        return Trial(lasting, refused=shown(why.reason))
    except Invalid as error:
        return Trial(lasting, refused=error.message)
    says = says or rule.current.says
    facts = registry.series(rule.domain, says.series)
    raised = Alert.objects.filter(rule=rule, opened_at__gte=since).count()
    return Trial(
        lasting,
        rehearsal=found,
        raised=raised,
        unit=facts.unit if facts else "",
        decimals=facts.decimals if facts else 1,
        drawing=drawing(found, severity(says.severity).key),
    )


def drawing(found: Rehearsal, sev: str) -> SafeString:
    """A lane for each thing that would have alarmed, a bar from opening to return; the busiest lanes first."""
    lanes: dict[str, list[Episode]] = {}
    for one in found.episodes:
        lanes.setdefault(one.series.thing.code, []).append(one)
    busiest = sorted(lanes.items(), key=lambda lane: -len(lane[1]))[:MOST_LANES]
    rows = format_html_join(
        "", '<li><span class="num">{}</span>{}</li>', ((c, _lane(e, found, sev)) for c, e in busiest)
    )
    label = _("Các khoảng lẽ ra có cảnh báo, theo thiết bị")
    ends = format_html("<span>{}</span><span>{}</span>", moment_said(found.since), moment_said(found.until))
    return format_html('<ol class="lanes" aria-label="{}">{}</ol><p class="lane-ends num">{}</p>', label, rows, ends)


def _lane(episodes: list[Episode], found: Rehearsal, sev: str) -> SafeString:
    span = found.until - found.since
    bars = []
    for one in episodes:
        begin = max((one.opened_at - found.since) / span, 0.0)
        end = min(((one.returned_at or found.until) - found.since) / span, 1.0)
        bars.append((for_css(begin * WIDTH), for_css(max((end - begin) * WIDTH, 4.0)), for_css(LANE - 2)))
    drawn = format_html_join("", '<rect x="{}" y="1" width="{}" height="{}" rx="1.5"/>', bars)
    return format_html(
        '<svg class="lane" data-sev="{}" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}</svg>',
        sev,
        for_css(WIDTH),
        for_css(LANE),
        drawn,
    )
