"""Takes indicators, plans, targets and baselines of the domains' files into the tables; the province's own words stay."""

from collections.abc import Iterable
from typing import Any

import msgspec
from django.db import transaction

from haidang.core.directory.models import Office, Place, valid_on
from haidang.core.directory.queries import place_on, top_place
from haidang.kernel import clock, periods, registry
from haidang.kernel.action import system
from haidang.kernel.manifest import Domain
from haidang.kernel.manifest import indicator as facts
from haidang.kernel.text import folded, sort_key
from haidang.provinces.pack import chosen

from .models import Baseline, Indicator, IndicatorVersion, Plan, Target

SYNC = system("sync")
Counts = dict[str, int]


def sync() -> None:
    sync_domains(registry.domains().values(), chosen().key)


def sync_domains(domains: Iterable[Domain], province: str) -> Counts:
    """Create, renew and retire what the files name: how many indicators were made, changed and retired."""
    domains = list(domains)
    with transaction.atomic():
        counts = _indicators(domains)
        known = {row.code: row for row in Indicator.objects.all()}
        plans = _plans(domains, province)
        _targets(domains, known, plans)
        _baselines(domains, known, province)
    return counts


def _indicators(domains: list[Domain]) -> Counts:
    known = {row.code: row for row in Indicator.objects.all()}
    owners = _Owners()
    rows, versions, seen = [], [], set()
    for domain in domains:
        for one in domain.indicators:
            code = f"{domain.key}.{one.key}"
            seen.add(code)
            row = known.get(code) or Indicator(code=code, domain=domain.key, key=one.key)
            version = _renewed(row, plain(one), owners)
            if version is not None:
                rows.append(row)
                versions.append(version)
    gone = [row for code, row in known.items() if code not in seen and row.manifest is not None and not row.retired_at]
    for row in gone:
        row.retired_at = row.changed_at = clock.now()
    made = [row for row in rows if row.code not in known]
    changed = [row for row in rows if row.code in known]
    Indicator.objects.bulk_create(made, batch_size=500)
    if changed or gone:
        names = [field.name for field in Indicator._meta.concrete_fields if field.name != "id"]
        Indicator.objects.bulk_update([*changed, *gone], names, batch_size=500)
    IndicatorVersion.objects.bulk_create([one for one in versions if one.number], batch_size=500)
    return {"made": len(made), "changed": len(changed), "retired": len(gone)}


def plain(one: facts.Indicator) -> dict[str, Any]:
    """As a row keeps it: what JSON has, an open end as null."""
    kept: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(one))
    return kept


def _renewed(row: Indicator, said: dict[str, Any], owners: "_Owners") -> IndicatorVersion | None:
    """The row as the file has it now, with its new version; None when nothing changed. An override is only flagged."""
    office = owners.of(row.domain, said)
    if row.manifest == said and row.retired_at is None and (row.is_overridden or row.office_id == office):
        return None
    overridden, now = row.version > 0 and row.is_overridden, clock.now()
    is_same = row.manifest == said
    row.manifest, row.retired_at, row.changed_at = said, None, now
    if overridden:
        row.differs_since = row.differs_since if is_same else now
        return IndicatorVersion(number=0)
    take(row, said, office)
    if is_same:
        return IndicatorVersion(number=0)
    row.version += 1
    return IndicatorVersion(
        indicator=row, number=row.version, origin="manifest", facts=said, by=str(SYNC), by_name=SYNC.name, from_at=now
    )


def take(row: Indicator, said: dict[str, Any], office: int | None) -> None:
    """The row says this from now on."""
    one = msgspec.convert(said, facts.Indicator)
    row.facts, row.office_id, row.official = said, office, one.code
    row.name_vi, row.name_en, row.sort_key = one.name.vi, one.name.en, sort_key(one.name.vi)
    short = f"{one.short.vi} {one.short.en}" if one.short else ""
    row.folded = folded(f"{one.name.vi} {one.name.en} {short} {row.code} {one.code}")
    row.period, row.unit, row.decimals, row.direction = one.period, one.unit, one.decimals, one.direction
    row.level, row.source, row.pillar = one.level, one.source, one.pillar
    row.data_class = "public" if one.public else "internal"


class _Owners:
    """Who answers for an indicator: the office it names, or the province's office of the kind for its field."""

    def __init__(self) -> None:
        top = top_place()
        found = Office.objects.filter(valid_on(clock.today()))
        self.by_code = {one.code: one.pk for one in found}
        self.at_top = list(found.filter(place=top).order_by("code")) if top else []

    def of(self, domain: str, said: dict[str, Any]) -> int | None:
        if said["office"]:
            return self.by_code.get(said["office"])
        fits = [one for one in self.at_top if one.kind == said["office_kind"]]
        return next((one.pk for one in fits if domain in one.fields), fits[0].pk if len(fits) == 1 else None)


def _plans(domains: list[Domain], province: str) -> dict[str, Plan]:
    kept = {row.code: row for row in Plan.objects.all()}
    seen = set()
    for domain in domains:
        for one in domain.plans:
            if one.province not in ("", province):
                continue
            row = kept.setdefault(f"{domain.key}.{one.key}", Plan(code=f"{domain.key}.{one.key}"))
            seen.add(row.code)
            said = {
                "name_vi": one.name.vi, "name_en": one.name.en, "number": one.number, "office": one.office,
                "decided_on": one.decided_on, "valid_from": one.valid_from, "valid_to": one.valid_to,
                "source": one.source, "trust": one.trust, "is_declared": True,
            }  # fmt: skip
            _keep(row, said)
    for code, row in list(kept.items()):
        if row.is_declared and code not in seen:
            row.delete()
            del kept[code]
    return kept


def _targets(domains: list[Domain], known: dict[str, Indicator], plans: dict[str, Plan]) -> None:
    kept = {(one.indicator_id, one.plan_id, one.place_id, one.period, one.kind): one for one in Target.objects.all()}
    seen = set()
    for domain in domains:
        for one in domain.targets:
            plan, row = plans.get(_full(one.plan, domain)), known[_full(one.indicator, domain)]
            place, period = _place(one.place, one.period), periods.read(one.period)
            if plan is None or place is None:  # of another province
                continue
            where = (row.pk, plan.pk, place.pk, period.first, period.kind)
            said = {"value": one.value, "op": one.op, **_said(one)}
            seen.add(where)
            target = kept.get(where) or Target(
                indicator=row, plan=plan, place=place, period=period.first, kind=period.kind
            )
            _keep(target, said)
    _forget(Target, [one.pk for where, one in kept.items() if one.is_declared and where not in seen])


def _baselines(domains: list[Domain], known: dict[str, Indicator], province: str) -> None:
    kept = {(one.indicator_id, one.place_id, one.period, one.kind): one for one in Baseline.objects.all()}
    seen = set()
    for domain in domains:
        for one in domain.baselines:
            row, period = known[_full(one.indicator, domain)], periods.read(one.period)
            place = _place(one.place, one.period) if one.province in ("", province) else None
            if place is None:
                continue
            where = (row.pk, place.pk, period.first, period.kind)
            seen.add(where)
            baseline = kept.get(where) or Baseline(indicator=row, place=place, period=period.first, kind=period.kind)
            _keep(baseline, {"value": one.value, **_said(one)})
    _forget(Baseline, [one.pk for where, one in kept.items() if one.is_declared and where not in seen])


def _forget(model: type[Target] | type[Baseline], gone: list[int]) -> None:
    if gone:
        model.objects.filter(pk__in=gone).delete()


def _said(one: facts.Target | facts.Baseline) -> dict[str, Any]:
    note = one.note
    return {
        "note_vi": note.vi if note else "", "note_en": note.en if note else "", "source": one.source,
        "trust": one.trust, "is_declared": True,
    }  # fmt: skip


def _keep(row: Plan | Target | Baseline, said: dict[str, Any]) -> None:
    if row._state.adding or any(getattr(row, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(row, name, value)
        row.save()


def _full(name: str, domain: Domain) -> str:
    return name if "." in name else f"{domain.key}.{name}"


def _place(code: str, period: str) -> Place | None:
    """The province, or the place of that code in the period or today."""
    if not code:
        return top_place()
    return place_on(code, periods.read(period).first) or place_on(code, clock.today())
