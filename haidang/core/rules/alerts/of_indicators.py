"""Alerts about indicators: a value far from what was expected, in the same list, with owner, time and playbook.

A rule on an indicator is judged when a figure has come, on the province's value. The alert needs a thing and a series of
the register; each field with such an alert has one thing that stands for its indicators.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Office
from haidang.core.directory.queries import top_place
from haidang.core.indicators import queries as indicators
from haidang.core.indicators.forecasting.reading import Expected, is_fresh
from haidang.core.indicators.models import Indicator
from haidang.core.indicators.saying import said
from haidang.core.rules.judging import runs
from haidang.core.rules.judging.plan import rules_in_force
from haidang.core.rules.models import Alert, Rule, RuleVersion
from haidang.core.things.models import Series, Source, Thing
from haidang.core.things.shape import name_thing
from haidang.core.ui.period_names import period_said
from haidang.kernel import clock, manifest, registry
from haidang.kernel.action import Actor, system
from haidang.kernel.bilingual import both, in_both
from haidang.kernel.manifest import Words
from haidang.kernel.periods import A_YEAR

from . import actions
from .actions import FOLDS_FOR, Opening
from .ledger import Ledger
from .telling import Answerable

WHO = system("rules")
SOURCE, KIND = "indicators", "indicators"
DAY = 86_400
POINTS = 12


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule with the newest figure of its indicator: whether it is beyond the limit, and new enough to be told."""

    rule: Rule
    version: RuleVersion
    says: manifest.Rule
    found: Expected
    is_beyond: bool

    @property
    def fires(self) -> bool:
        return self.is_beyond and is_fresh(self.found.entry, self.found.row.period)


def watch(actor: Actor = WHO) -> int:
    """Raise and return alerts as the newest figures stand; returns how many changed."""
    judged = [one for rule in _rules() if (one := _judge(actor, rule)) is not None]
    with transaction.atomic(), translation.override("vi"):
        return sum(_noted(actor, one) for one in judged) + _end_orphans(actor, judged)


def _noted(actor: Actor, one: Judged) -> bool:
    """Told, and a line of it in the rule's log."""
    was_open = Alert.objects.filter(rule=one.rule, closed_at=None, returned_at=None).exists()
    has_changed = _tell(actor, one)
    opened = int(has_changed and one.fires)
    returned = int(has_changed and was_open and not one.fires)
    runs.note_judged(clock.now(), one.rule.pk, opened=opened, returned=returned, version=one.version.number)
    return has_changed


def _end_orphans(actor: Actor, judged: list[Judged]) -> int:
    """Alerts whose rule was switched off or ended, or that speaks of another indicator now, return."""
    watched = {(one.rule.pk, one.says.indicator) for one in judged}
    held = Alert.objects.filter(closed_at=None, returned_at=None, thing__type=KIND).select_related("series")
    orphans = [one for one in held if (one.rule_id, one.series.key) not in watched]
    if not orphans:
        return 0
    ledger = Ledger.of_series({one.series_id for one in orphans}, 0)
    for one in orphans:
        actions.return_alert(actor, one, ledger, at=clock.now(), why=msgid("Quy tắc hoặc thiết bị ngừng hoạt động"))
    ledger.write()
    return len(orphans)


def _rules() -> list[Rule]:
    families = rules_in_force().values()
    return [
        family[0] for family in families if family and family[0].is_enabled and family[0].current.facts.get("indicator")
    ]


def fires(says: manifest.Rule, score: float) -> bool:
    """`score` in halves of the interval: `value` of the rule is how many of them are too many."""
    limit = says.when.value or 1.0
    if says.when.absolute:
        return abs(score) > limit
    return score > limit if says.when.op in (">", ">=") else score < -limit


def _judge(actor: Actor, rule: Rule) -> Judged | None:
    version = rule.current
    says = version.says
    try:
        newest = indicators.expected(actor, f"{rule.domain}.{says.indicator}", limit=1)
    except indicators.Unseen:  # retired by the province
        return None
    return Judged(rule, version, says, newest[0], fires(says, newest[0].score)) if newest else None


def _tell(actor: Actor, one: Judged) -> bool:
    series = _series(one, make=one.fires)
    if series is None:
        return False
    ledger = Ledger.of_series([series.pk], 1)
    before = ledger.latest(one.rule.pk, series.pk)
    if one.fires and not _is_told(one, series):
        opening = _opening(one, series)
        if before is not None and (before.is_open or _just_returned(before.returned_at)):
            actions.repeat_alert(actor, before, opening, ledger)
            before = ledger.latest(one.rule.pk, series.pk)
            assert before is not None
            before.why, before.value_last, before.value_at = opening.why, opening.value, opening.at
        else:
            actions.raise_alert(actor, series, opening, ledger)
    elif not one.is_beyond and before is not None and before.is_open and before.is_active:
        actions.return_alert(actor, before, ledger, at=clock.now(), value=one.found.value)
    else:
        return False
    ledger.write()
    return True


def _is_told(one: Judged, series: Series) -> bool:
    """Whether this very figure stands in an alert, or somebody closed that one while it held."""
    last = Alert.objects.filter(rule=one.rule, series=series).order_by("-id").values("why", "returned_at").first()
    return last is not None and last["returned_at"] is None and last["why"].get("period") == one.found.period.text


def _just_returned(at: datetime | None) -> bool:
    return at is not None and clock.now() - at <= FOLDS_FOR


def _opening(one: Judged, series: Series) -> Opening:
    facts, found = one.found.entry.facts, one.found
    sentence = in_both(lambda: _sentence(found))
    row = Indicator.objects.select_related("office__place").get(pk=found.entry.id)
    return Opening(
        version=one.version,
        severity=one.says.severity,
        title=both(msgid("%(name)s: %(value)s"), name=one.says.name, value=in_both(lambda: said(found.value, facts))),
        at=clock.now(),
        value=found.value,
        unit=series.unit,
        decimals=facts.decimals,
        acknowledge_within=clock.duration(one.says.acknowledge_within),
        office=_office(one.says, row.office, series.thing),
        why={
            "kind": "deviation", "op": one.says.when.op, "value": found.value, "limit": None, "expected": None,
            "indicator": found.entry.code, "period": found.period.text, "score": found.score,
            "sentence": {"vi": sentence.vi, "en": sentence.en}, "source": one.says.source, "points": _points(found),
        },
    )  # fmt: skip


def _office(says: manifest.Rule, owner: Office | None, thing: Thing) -> Office | None:
    """The kind the rule names; else who answers for the indicator."""
    if owner is not None and says.office_kind in ("", owner.kind):
        return owner
    return Answerable().office(says.office_kind, thing.domain, thing)


def _sentence(found: Expected) -> str:
    facts = found.entry.facts
    text = (
        _("%(period)s là %(value)s, cao hơn dự báo %(expected)s (khoảng %(low)s – %(high)s)")
        if found.is_above
        else _("%(period)s là %(value)s, thấp hơn dự báo %(expected)s (khoảng %(low)s – %(high)s)")
    )
    told = {name: said(getattr(found, name), facts) for name in ("value", "expected", "low", "high")}
    text = text % {"period": period_said(found.period), **told}
    return text[:1].upper() + text[1:]


def _points(found: Expected) -> list[list[float]]:
    """The course up to the figure, as (milliseconds, value)."""
    [course] = indicators.trends(WHO, [found.entry.code], until=found.period.last, count=POINTS)
    return [
        [clock.start_of(period.first).timestamp() * 1000, value]
        for period, value, why in zip(course.periods, course.value.tolist(), course.why.tolist(), strict=True)
        if not why
    ]


def _series(one: Judged, *, make: bool) -> Series | None:
    """The row of the register that stands for the indicator; made with its first alert."""
    domain, key = one.rule.domain, one.says.indicator
    code = f"chi-tieu-{domain}"[:40]
    there = (
        Series.objects.select_related("thing__place", "thing__office__place").filter(thing__code=code, key=key).first()
    )
    if there is not None or not make:
        return there
    facts = one.found.entry.facts
    thing = Thing.objects.filter(code=code).first() or _thing(code, domain)
    return Series.objects.create(
        thing=thing, key=key, source=_source(), unit=facts.unit[:20], decimals=facts.decimals,
        cadence_seconds=round(366 / A_YEAR[facts.period]) * DAY, aggregate="last",
        data_class="public" if facts.public else "internal",
    )  # fmt: skip


def _thing(code: str, domain: str) -> Thing:
    place = top_place()
    if place is None:
        raise LookupError("the province has not been taken up yet: run `haidang up` first")
    thing = Thing(code=code, domain=domain, type=KIND, place=place, source=_source())
    facts = registry.domains().get(domain)
    name = facts.name if facts else Words(vi=domain, en=domain)
    called = both(msgid("Chỉ tiêu: %(field)s"), field=name)
    name_thing(thing, called.vi, called.en)
    thing.save()
    return thing


def _source() -> Source:
    said_ = both(msgid("Chỉ tiêu"))
    facts = {"name_vi": said_.vi, "name_en": said_.en, "door": "internal", "data_class": "internal", "is_paused": True}
    return Source.objects.get_or_create(key=SOURCE, defaults=facts)[0]
