"""A dry run for the screen: what a rule, or a change of it, would raise, as a sum, by day, by thing and one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from haidang.core.rules.conditions import NotJudged
from haidang.core.rules.models import Alert, Rule
from haidang.core.rules.trying import trial, weighing
from haidang.core.rules.trying.bearing import Weighed
from haidang.core.rules.trying.replay import Episode, Rehearsal
from haidang.core.rules.trying.trial import Draft, Effect
from haidang.core.ui.severity import severity
from haidang.kernel import manifest, registry
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import shown

from . import drawing

HOURS = (24, 48, 168, 720)
FIGURE_HOURS = (2160, 8760, 26280)  # figures come by the month and quarter
MOST_ROWS = 40
Fate = Literal["kept", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Trial:
    """`refused`: why no dry run is possible, empty when it was. `raised`: how many alerts the rule raised in truth.

    `mark` proves to the form that this draft was looked at with its effect.
    """

    hours: int
    refused: str = ""
    effect: Effect | None = None
    bears: Weighed | None = None
    compares: bool = False
    raised: int = 0
    unit: str = ""
    decimals: int = 1
    lanes: SafeString | None = None
    days: SafeString | None = None
    mark: str = ""

    @property
    def rehearsal(self) -> Rehearsal | None:
        """Of the draft; of the rule in force where there is none."""
        return (self.effect.then or self.effect.now) if self.effect else None

    @property
    def rows(self) -> list[tuple[Fate, Episode]]:
        return list(self._all())[:MOST_ROWS]

    def _all(self) -> Iterator[tuple[Fate, Episode]]:
        if self.effect is None:
            return
        if not self.compares:
            several: list[tuple[Fate, Episode]] = [("kept", one) for one in (self.effect.kept or self.effect.new)]
        else:
            several = [("new", one) for one in self.effect.new] + [("gone", one) for one in self.effect.gone]
            several += [("kept", one) for one in self.effect.kept]
        order = {"new": 0, "gone": 1, "kept": 2}
        yield from sorted(several, key=lambda each: (order[each[0]], -each[1].opened_at.timestamp()))

    @property
    def more(self) -> int:
        return max(sum(1 for _one in self._all()) - MOST_ROWS, 0)

    @property
    def lasting(self) -> str:
        return lasting(self.hours)


def lasting(hours: int) -> str:
    """How long a dry run looks back: "48 giờ qua", "30 ngày qua"."""
    return _("%(n)s giờ qua") % {"n": hours} if hours < 168 else _("%(n)s ngày qua") % {"n": hours // 24}


def choices(says: manifest.Rule) -> list[tuple[int, str]]:
    return [(one, lasting(one)) for one in (FIGURE_HOURS if says.indicator else HOURS)]


def hours(text: Any, says: manifest.Rule) -> int:
    """What was asked for, the shortest that is offered otherwise."""
    offered = FIGURE_HOURS if says.indicator else HOURS
    return int(text) if text in {str(one) for one in offered} else offered[0]


def tried(rule: Rule, lasting_hours: int) -> Trial:
    """The rule as it stands."""
    return compared(None, Draft.as_is(rule), lasting_hours, raised_of=rule)


def compared(
    now: Draft | None, then: Draft | None, lasting_hours: int | None = None, *, mark: str = "", raised_of: Rule | None = None
) -> Trial:  # fmt: skip
    """The rule in force beside a draft; either may be None. Without hours over the longest span that can be had."""
    span = timedelta(hours=lasting_hours) if lasting_hours else None
    try:
        found = trial.effect(now, then, span)
        bears = weighing.weighed(found, now, then)
    except NotJudged as why:
        return Trial(lasting_hours or 0, refused=shown(why.reason), mark=mark)
    except Invalid as error:
        return Trial(lasting_hours or 0, refused=error.message, mark=mark)
    some = then or now
    if some is None:
        raise ValueError("nothing to compare")
    facts = registry.series(some.rule.domain, some.says.series)
    indicator = registry.indicators().indicators.get(f"{some.rule.domain}.{some.says.indicator}")
    raised = Alert.objects.filter(rule=raised_of, opened_at__gte=found.since).count() if raised_of else 0
    compares = now is not None
    return Trial(
        round((found.until - found.since) / timedelta(hours=1)), effect=found, bears=bears, compares=compares,
        raised=raised,
        unit=facts.unit if facts else indicator.unit if indicator else "",
        decimals=facts.decimals if facts else indicator.decimals if indicator else 1,
        lanes=drawing.lanes(found, severity(some.says.severity).key, compares=compares),
        days=drawing.days(found, compares=compares), mark=mark,
    )  # fmt: skip


def sentence(found: Trial) -> str:
    """The effect in one sentence, for a dialog."""
    if found.effect is None:
        return found.refused
    one, text = found.effect, lasting(found.hours)
    if one.then is None:
        told = _("%(span)s quy tắc này phát %(count)s cảnh báo: những cảnh báo ấy sẽ không còn.")
        return _with_open(told % {"span": text, "count": len(one.gone)}, one.returns)
    if one.now is None:
        return _("%(span)s quy tắc này lẽ ra phát %(count)s cảnh báo.") % {"span": text, "count": len(one.new)}
    facts = {"span": text, "now": len(one.now.episodes), "then": len(one.then.episodes), "new": len(one.new),
             "gone": len(one.gone)}  # fmt: skip
    told = (
        _("%(span)s: %(now)s cảnh báo theo bản đang dùng, %(then)s sau khi đổi (thêm %(new)s, bớt %(gone)s).") % facts
    )
    return f"{told} {_borne(found.bears)}".strip()


def _borne(bears: Weighed | None) -> str:
    """What changes for people, where anything does."""
    if bears is None or bears.now is None or bears.then is None or bears.now.facts() == bears.then.facts():
        return ""
    facts = {"held": bears.now.held, "held_then": bears.then.held, "reminders": bears.now.reminders,
             "reminders_then": bears.then.reminders}  # fmt: skip
    return _("Bị chặn theo thiết kế: %(held)s → %(held_then)s; lần nhắc: %(reminders)s → %(reminders_then)s.") % facts


def _with_open(text: str, returns: int) -> str:
    if not returns:
        return text
    return text + " " + _("%(count)s cảnh báo đang mở sẽ trở lại bình thường.") % {"count": returns}
