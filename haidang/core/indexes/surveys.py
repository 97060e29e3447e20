"""Self-assessments: taking an answer, what all of them come to, and the indicators they feed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from django.db.models import Avg, Count, FloatField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from haidang.core.directory.models import Place
from haidang.core.indicators import actions as indicators
from haidang.core.indicators import book
from haidang.core.indicators.bringing.taking import Given
from haidang.kernel import clock
from haidang.kernel.action import Actor, Doing, Invalid, action
from haidang.kernel.manifest.indicator import Indicator
from haidang.kernel.periods import Period, containing
from haidang.kernel.survey import Survey, surveys

from .models import Answer

FEWEST = 5
"""Of fewer answers no mean of a group or a commune is told: it might be somebody's."""


@dataclass(frozen=True, slots=True)
class Form:
    """A survey as what permission is asked about: anybody may answer."""

    survey: Survey

    kind_name: ClassVar[str] = "index"
    data_class: ClassVar[str] = "public"
    scope_place: ClassVar[str] = ""
    scope_office: ClassVar[str] = ""

    @property
    def pk(self) -> str:
        return self.survey.key


@action("index.answer")
def answer(
    do: Doing, form: Form, place: Place, levels: Mapping[str, int], groups: Mapping[str, str], *, voice: str
) -> Answer:
    """One answer to every question, as levels by the keys of questions. Raises Invalid."""
    survey = form.survey
    by_pillar: dict[str, list[int]] = defaultdict(list)
    for question in survey.questions:
        level = levels.get(question.key)
        if level not in {one.level for one in question.choices}:
            raise Invalid(question.key, _("Chọn một câu trả lời."), level)
        by_pillar[question.pillar].append(int(level or 0))
    for group in survey.groups:
        if groups.get(group.key) not in group.choices:
            raise Invalid(group.key, _("Chọn một câu trả lời."), groups.get(group.key))
    pillars = {key: sum(found) / len(found) for key, found in by_pillar.items()}
    facts = {
        "place": place, "pillars": pillars, "mean": sum(pillars.values()) / len(pillars), "at": do.at,
        "groups": {one.key: groups[one.key] for one in survey.groups},
    }  # fmt: skip
    row = Answer.objects.update_or_create(survey=survey.key, voice=voice, defaults=facts)[0]
    do.event.facts |= {"survey": survey.key, "mean": round(row.mean, 2)}
    return row


@dataclass(frozen=True, slots=True)
class Results:
    """`pillars` are means by key; `groups` rows of (group, choice, count, mean), the mean None of too few."""

    survey: Survey
    count: int
    mean: float | None
    pillars: dict[str, float]
    groups: list[tuple[str, str, int, float | None]]


def results(survey: Survey) -> Results:
    """The means of a survey's answers, whole, by pillar and by group; None for groups too small to say nobody's answer."""
    rows = Answer.objects.filter(survey=survey.key).order_by()
    levels = {f"of_{one.key}": Avg(Cast(KeyTextTransform(one.key, "pillars"), FloatField())) for one in survey.pillars}
    whole = rows.aggregate(count=Count("pk"), whole=Avg("mean"), **levels)
    if not whole["count"]:
        return Results(survey, 0, None, {}, [])
    pillars = {one.key: whole[f"of_{one.key}"] or 0.0 for one in survey.pillars}
    groups = []
    for group in survey.groups:
        counted = rows.values_list(f"groups__{group.key}").annotate(n=Count("pk"), level=Avg("mean"))
        known = {choice: (count, mean) for choice, count, mean in counted}
        for choice in group.choices:
            count, mean = known.get(choice, (0, None))
            groups.append((group.key, choice, count, mean if count >= FEWEST else None))
    return Results(survey, whole["count"], whole["whole"], pillars, groups)


def feed(actor: Actor) -> int:
    """What the answers came to at the end of the last period goes into the indicators; returns how many figures."""
    return sum(_fed(actor, one) for one in surveys().values())


def _fed(actor: Actor, survey: Survey) -> int:
    given: list[Given] = []
    for code, is_mean in ((survey.counts, False), (survey.mean, True)):
        entry = book.current().by_code.get(code)
        if entry is not None:
            period = containing(clock.today(), entry.period).previous
            given += _figures(survey, code, entry.facts, period, is_mean=is_mean)
    if not given:
        return 0
    receipt = indicators.take(
        actor, indicators.Entry(None), given, kind="pull", label=survey.name.vi, source_text=survey.name.vi, whole=False
    )
    return receipt.new + receipt.changed


def _figures(survey: Survey, code: str, facts: Indicator, period: Period, *, is_mean: bool) -> list[Given]:
    """All answers up to the end of the period; of the province, or of each commune that has any."""
    until = clock.start_of(period.last + timedelta(days=1))
    rows = Answer.objects.filter(survey=survey.key, at__lt=until)
    if not rows.exists():
        return []
    note = _("cộng từ phiếu")
    if facts.level == "province":
        found = rows.aggregate(count=Count("pk"), mean=Avg("mean"))
        return [Given(code, "", period.text, round(found["mean"], 4) if is_mean else found["count"], note)]
    by_place = rows.values("place__key").annotate(count=Count("pk"), mean=Avg("mean")).order_by()
    by_place = by_place.filter(count__gte=FEWEST) if is_mean else by_place
    return [
        Given(code, one["place__key"], period.text, round(one["mean"], 4) if is_mean else one["count"], note)
        for one in by_place
    ]
