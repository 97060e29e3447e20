"""The numbers a directive can be about that the core knows: indicators, targets, alerts, incidents."""

from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.permissions import visible
from haidang.core.incidents import queries as incidents
from haidang.core.indicators import book, queries, saying
from haidang.core.indicators.models import Indicator, Target
from haidang.core.indicators.newest import band_of
from haidang.core.indicators.reading import places
from haidang.core.indicators.seeing import Unseen as UnseenIndicator
from haidang.core.indicators.seeing import entry_of
from haidang.core.rules.models import Alert
from haidang.core.rules.reading import queries as rules
from haidang.core.ui import numbers
from haidang.core.ui.period_names import period_said
from haidang.kernel import periods
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import NOTHING, both, in_both, names
from haidang.kernel.formula import Quality

from .about import About, Unseen, resolvers

OPS = {">=": "≥", "<=": "≤", "=": "="}


def indicator(actor: Actor, key: str, place: str, period: str) -> About:
    """Its value of the period asked for, else the newest; an indicator without a value can be what it is about, too."""
    try:
        entry = entry_of(actor, key)
    except UnseenIndicator as error:
        raise Unseen(key) from error
    here = places.asked(place)
    if here is None:
        raise Unseen(place)
    now = queries.latest(actor, [key], place=here.id).get(key)
    wanted = _period(period) or (now.period if now else None)
    at = queries.figure(actor, key, wanted, place=here.id) if wanted else None
    band = band_of(entry, at.value) if at else None
    when = in_both(lambda: period_said(wanted) if wanted else "")
    return About(
        "indicator", key, place=here.key, period=wanted.text if wanted else "",
        title=both(msgid("%(name)s, %(place)s, %(period)s"), name=entry.facts.name, place=names(here), period=when)
        if wanted else both(msgid("%(name)s, %(place)s"), name=entry.facts.name, place=names(here)),
        value=in_both(lambda: saying.said(at.value, entry.facts)) if at else NOTHING,
        at=at.at if at else None, source=saying.SOURCES[entry.facts.source],
        quality=saying.marks(at.quality) if at else NOTHING, severity=band.severity if band else 0,
        is_simulated=bool(at and at.quality & Quality.SIMULATED),
        office=_owner(key),
        link=f"/indicators/{key}/" + (f"?place={here.key}" if here.key else ""),
    )  # fmt: skip


def _period(text: str) -> periods.Period | None:
    try:
        return periods.read(text) if text else None
    except periods.NoPeriod:
        return None


def target(actor: Actor, key: str, place: str, period: str) -> About:
    """A line of a plan: what is aimed at, and what there is."""
    rows = Target.objects.filter(visible(actor, Target)).select_related("plan", "indicator", "place")
    row = rows.filter(pk=key).first() if key.isdecimal() else None
    if row is None or row.indicator.code not in book.current().by_code:
        raise Unseen(key)
    facts = row.indicator.says
    found = next((one for one in queries.progress(actor, plan=row.plan, code=row.indicator.code, place=row.place_id)
                  if one.target.pk == row.pk), None)  # fmt: skip
    result = found.result if found else None
    aim = in_both(lambda: f"{OPS[row.op]} {saying.said(row.value, facts)}")
    return About(
        "target", key, period=row.over.text,
        title=both(msgid("%(name)s, mục tiêu %(aim)s %(period)s"), name=names(row.indicator), aim=aim,
                   period=in_both(lambda: period_said(row.over))),
        value=in_both(lambda: saying.said(result, facts)) if result is not None else NOTHING,
        source=names(row.plan), quality=saying.marks(found.quality) if found else NOTHING,
        is_simulated=bool(found and found.quality & Quality.SIMULATED), office=_owner(row.indicator.code),
        link=f"/indicators/plans/{row.plan.code}/",
    )  # fmt: skip


def alert(actor: Actor, key: str, place: str, period: str) -> About:
    try:
        found = rules.alert(actor, key)
    except Alert.DoesNotExist as error:
        raise Unseen(key) from error
    value = found.value_last
    unit = f"{saying.SPACE}{found.unit}" if found.unit else ""
    return About(
        "alert", key, title=both(msgid("%(title)s, %(thing)s"), title=found.title, thing=names(found.thing)),
        value=in_both(lambda: f"{numbers.said(value, found.decimals)}{unit}") if value is not None else NOTHING,
        at=found.value_at, source=both(msgid("cảnh báo %(code)s"), code=found.code), severity=found.severity,
        is_simulated=found.is_simulated, office=found.office.code if found.office else "",
        link=f"/alerts/{found.code}/", place=found.place.key,
    )  # fmt: skip


def incident(actor: Actor, key: str, place: str, period: str) -> About:
    found = incidents.by_code(actor, key)
    if found is None:
        raise Unseen(key)
    return About(
        "incident", key, title=both(msgid("Sự cố %(code)s: %(title)s"), code=found.code, title=found.title),
        at=found.opened_at, source=both(msgid("sự cố %(code)s"), code=found.code), severity=found.severity,
        is_simulated=found.is_simulated, office=found.office.code if found.office else "", link=found.link, place=found.place.key,
    )  # fmt: skip


def _owner(code: str) -> str:
    owner = Indicator.objects.filter(code=code).values_list("office__code", flat=True).first()
    return owner or ""


resolvers.update(indicator=indicator, target=target, alert=alert, incident=incident)
