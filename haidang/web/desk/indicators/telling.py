"""The tree of a value in words: each part with its name, figure, period, place, where it comes from, and where it leads."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.indicators.provenance import At
from haidang.core.indicators.reading import places
from haidang.core.indicators.reading.places import Here
from haidang.core.indicators.reading.why import Part
from haidang.core.ui import numbers
from haidang.core.ui.unit_names import unit_said
from haidang.kernel import registry
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.formula import CasesOf, Quality, SeriesOf
from haidang.kernel.formula.tree import Leaf
from haidang.kernel.periods import Period

from . import words

SPACE = "\u00a0"


@dataclass(slots=True)
class Told:
    """One line of the tree. `sign` is the operation's own sign, `word` how it is said; `url` leads to what it is."""

    name: str
    text: str
    sign: str
    word: str
    value: str
    missing: str
    quality: Quality
    period: Period
    place: str
    url: str
    origin: At | None
    source: str
    kind: str
    parts: list["Told"] = field(default_factory=list)
    left_out: int = 0
    more_url: str = ""


def told(part: Part) -> Told:
    """`place` is said only where it is another than the root's."""
    return _told(part, places.named(_places(part)), part.place)


def _places(part: Part) -> set[int]:
    return {part.place}.union(*(_places(one) for one in part.parts))


def _told(part: Part, called: dict[int, Here], above: int) -> Told:
    here = called.get(part.place)
    where = name_of(here) if here is not None and (part.place != above or part.kind == "places") else ""
    line = Told(
        name=_name(part, where), text=part.text, sign=part.sign, word=str(words.SIGNS.get(part.sign, "")),
        value=_value(part), missing="" if part.value is not None else shown(part.why.words), quality=part.quality,
        period=part.period, place="" if part.kind == "places" else where, url=_url(part, here, "indicator"),
        origin=part.origin, source=_source(part), kind=part.kind, left_out=part.left_out,
    )  # fmt: skip
    line.parts = [_told(one, called, part.place) for one in part.parts]
    if part.is_cut:
        line.more_url = _url(part, here, "indicator_why")
    return line


def _name(part: Part, where: str) -> str:
    if part.kind == "places":
        return where
    if part.kind == "unseen":
        return _("Chỉ tiêu bạn không được xem")
    if part.entry is not None:
        return shown(part.entry.facts.name)
    return _leaf(part.leaf) if part.leaf is not None else part.text


def _leaf(leaf: Leaf) -> str:
    if isinstance(leaf, SeriesOf):
        facts = registry.series(leaf.domain, leaf.key)
        return _("Số đo: %(name)s") % {"name": shown(facts.name) if facts else leaf.key}
    if isinstance(leaf, CasesOf):
        measure = str(words.MEASURES.get(leaf.measure, leaf.measure))
        name = registry.domains()[leaf.domain].short if leaf.domain in registry.domains() else None
        return _("Hồ sơ %(field)s: %(measure)s") % {"field": shown(name) if name else leaf.domain, "measure": measure}
    return str(leaf)


def _value(part: Part) -> str:
    if part.value is None:
        return numbers.NOTHING
    text = numbers.said(part.value, part.decimals)
    return f"{text}{SPACE}{unit_said(part.unit)}" if part.unit else text


def _source(part: Part) -> str:
    """Where one figure comes from: how, by whom."""
    if part.origin is None:
        return ""
    how = str(words.ORIGINS[int(part.origin.origin)])
    by = part.origin.source_text or part.origin.lot_label or (part.origin.by_name if part.origin.is_by_people else "")
    return f"{how}: {by}" if by else how


def _url(part: Part, here: Here | None, name: str) -> str:
    if part.entry is not None and here is not None:
        query = {key: value for key, value in (("place", here.key), ("period", part.period.text)) if value}
        return f"{reverse(name, args=[part.entry.code])}?{urlencode(query)}"
    if isinstance(part.leaf, SeriesOf | CasesOf) and part.leaf.domain in registry.domains():
        return reverse("domain", args=[part.leaf.domain])
    return ""
