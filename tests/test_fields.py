"""What must hold for the facts of every field of government, whichever are added."""

import re
from collections import Counter
from datetime import date

import msgspec
import pytest

from haidang.core.directory import sync as places_and_offices
from haidang.core.indicators import models, sync
from haidang.core.ui import icons
from haidang.kernel import registry
from haidang.kernel.manifest import Domain, Rule
from haidang.kernel.manifest.indicator import Baseline, Indicator, Plan, Target
from haidang.provinces import pack

TEN = ["economy", "health", "education", "environment", "tourism", "reports", "services", "security", "social", "cyber"]
PILLARS = {"economy", "mobility", "environment", "people", "living", "governance"}
NOT_YET: dict[str, set[tuple[str, str]]] = {"demo": set(), "binhphuoc": {("centre", "environment")}}
DOMAINS = registry.domains()
INDICATORS = [(domain, one) for domain in DOMAINS.values() for one in domain.indicators]
RULES = [(domain, one) for domain in DOMAINS.values() for one in domain.rules]
PLANS: dict[str, Plan] = {one.key: one for one in DOMAINS["services"].plans}
TARGETS: list[Target] = DOMAINS["services"].targets
BASELINES: list[Baseline] = DOMAINS["services"].baselines


def named(domain: Domain, one: Indicator) -> str:
    return f"{domain.key}.{one.key}"


@pytest.mark.parametrize("key", TEN)
def test_each_of_the_ten_fields_has_indicators_that_are_no_copies_of_each_other(key: str) -> None:
    names = Counter(one.name.vi for one in DOMAINS[key].indicators)
    assert len(names) >= 15
    assert [name for name, count in names.items() if count > 1] == []


def test_there_are_enough_and_the_six_characteristics_of_a_smart_city_are_all_seen() -> None:
    by_pillar = Counter(one.pillar for _domain, one in INDICATORS)
    assert len(INDICATORS) >= 250
    assert set(by_pillar) == PILLARS
    assert min(by_pillar.values()) >= 10


def test_what_an_indicator_is_is_said_in_both_languages() -> None:
    said = [(named(domain, one), one.definition) for domain, one in INDICATORS]
    assert [name for name, words in said if words.vi == words.en] == []
    assert [name for name, words in said if not (words.vi.endswith(".") and words.en.endswith("."))] == []


def test_the_owner_of_every_indicator_is_an_office_of_every_province() -> None:
    for key in pack.packs():
        known = {office.code for office in pack.load(key).offices if office.valid_to is None}
        assert {one.office for _domain, one in INDICATORS if one.office} - known == set(), key


@pytest.mark.parametrize("key", pack.packs())
def test_every_field_has_an_office_of_each_kind_its_rules_name(key: str) -> None:
    """Otherwise an alert goes to whichever office of the kind is nearest."""
    answering = {
        (office.kind, field) for office in pack.load(key).offices if not office.valid_to for field in office.fields
    }
    ours = {(rule.office_kind, domain.key) for domain, rule in RULES if domain.key in TEN}
    assert {one for one in ours - answering if one[0] not in ("utility", "commune_committee")} <= NOT_YET[key]


def test_an_official_code_is_given_only_where_it_was_seen() -> None:
    coded = [(named(domain, one), one) for domain, one in INDICATORS if one.code]
    assert coded
    assert [name for name, one in coded if not re.fullmatch(r"T\d{4}", one.code) or one.trust not in ("V", "S")] == []


def test_a_share_cannot_be_less_than_nothing_unless_it_is_a_change_or_a_balance() -> None:
    shares = [(named(domain, one), one) for domain, one in INDICATORS if one.unit == "%" and one.valid_range]
    below = {name for name, one in shares if one.valid_range and one.valid_range[0] < 0}
    assert {name.partition(".")[0] for name in below} <= {"economy", "tourism", "utilities"}


def test_a_public_figure_is_made_of_public_figures_only() -> None:
    """Whoever sees a value may ask why it is so."""
    known = registry.indicators()
    hidden = {name for name, one in known.indicators.items() if not one.public}
    made = {name: known.needs[name] & hidden for name, one in known.indicators.items() if one.public and one.formula}
    assert {name: needs for name, needs in made.items() if needs} == {}


def test_a_part_of_a_whole_is_owned_by_the_office_of_the_whole() -> None:
    for domain in DOMAINS.values():
        known = {one.key: one for one in domain.indicators}
        for whole in domain.indicators:
            assert {known[key].office for key in whole.parts} <= {whole.office}, named(domain, whole)


@pytest.mark.parametrize(("domain", "rule"), RULES, ids=lambda one: one.key)
def test_a_rule_watches_what_its_things_measure_and_somebody_answers(domain: Domain, rule: Rule) -> None:
    types = {one.key: one for one in domain.things}
    assert all(rule.series in types[thing].series for thing in rule.things)
    assert rule.office_kind


def test_playbooks_have_codes_of_their_own() -> None:
    codes = Counter(playbook.code for domain in DOMAINS.values() for playbook in domain.playbooks)
    assert [code for code, count in codes.items() if count > 1] == []


def test_kinds_of_things_have_keys_of_their_own_and_icons_that_there_are() -> None:
    kinds = [one for domain in DOMAINS.values() for one in domain.things]
    assert [key for key, count in Counter(one.key for one in kinds).items() if count > 1] == []
    assert {one.icon for one in kinds} | {domain.icon for domain in DOMAINS.values()} <= icons.names()


# what the founding articles say (M39)


def test_the_plan_of_dong_xoai_asked_for_ninety_per_cent_online_and_satisfied_and_all_digitised() -> None:
    plan = PLANS["dong_xoai_2022"]
    asked = {one.indicator: (one.op, one.value) for one in TARGETS if one.plan == plan.key}
    assert (plan.number, plan.decided_on, plan.valid_to) == ("69/KH-UBND", date(2022, 4, 19), date(2023, 1, 1))
    assert asked["online_rate"] == asked["satisfaction"] == (">=", 90)
    assert asked["digitised_rate"] == asked["people_informed"] == (">=", 100)


def test_the_former_province_wanted_to_be_among_the_first_ten() -> None:
    target = next(one for one in TARGETS if one.plan == "brvt_nq02")
    assert (target.indicator, target.op, target.value, target.place) == ("dti_rank", "<=", 10, "77")


def test_plans_of_provinces_that_are_no_more_ended_with_them() -> None:
    real = [plan for plan in PLANS.values() if plan.province and plan.trust != "X"]
    assert real
    assert all(plan.valid_to is not None and plan.valid_to <= date(2025, 7, 1) for plan in real)


def test_figures_of_the_articles_are_history_of_their_own_place() -> None:
    said = {(one.indicator, one.period): one.value for one in BASELINES}
    assert said["economy.fibre_households", "2022"] == 95.52
    assert said["economy.bank_account_adults", "2022"] == 78.47
    assert (said["dti_rank", "2020"], said["dti_rank", "2021"]) == (39, 29)
    assert (said["economy.market_traders_qr", "2022-11"], said["economy.market_traders", "2022-11"]) == (168, 542)
    assert said["miniapp_users", "2024"] == 27_506
    assert {one.place.partition(".")[0] for one in BASELINES} == {"77"}
    assert max(one.period for one in BASELINES) < "2025-07"


def test_what_the_fictional_province_wants_is_called_our_own_proposal() -> None:
    assert {one.trust for one in TARGETS if one.plan == "demo_2026"} == {PLANS["demo_2026"].trust} == {"X"}


@pytest.mark.django_db
def test_a_province_takes_up_all_of_it_with_an_owner_for_each_and_the_history_of_its_own_area() -> None:
    places_and_offices.sync()
    sync.sync()
    rows = models.Indicator.objects.all()
    assert rows.count() == len(INDICATORS)
    assert list(rows.filter(office=None)) == []
    plans = set(models.Plan.objects.values_list("code", flat=True))
    assert "services.brvt_nq02" in plans
    assert "services.dong_xoai_2022" not in plans  # of another province
    assert models.Baseline.objects.count() == len(BASELINES)
    assert set(models.Baseline.objects.values_list("place__key", flat=True)) == {"77", "77.747"}
    assert models.Target.objects.filter(plan__code="services.brvt_nq02", place__key="77").exists()


# what the page of a field begins with


@pytest.mark.parametrize("key", TEN)
def test_a_field_leads_with_a_picture_of_its_own(key: str) -> None:
    pictures = [(lead.kind, tuple(lead.indicators), tuple(lead.series)) for lead in DOMAINS[key].leads]
    others = {
        (lead.kind, tuple(lead.indicators), tuple(lead.series))
        for domain in DOMAINS.values()
        if domain.key != key
        for lead in domain.leads[:1]
    }
    assert pictures
    assert pictures[0] not in others or pictures[0][0] in ("ages", "punctuality", "hours", "own")


def test_a_lead_names_what_there_is() -> None:
    known = registry.indicators().indicators
    asked = [
        key if "." in key else f"{domain.key}.{key}"
        for domain in DOMAINS.values()
        for lead in domain.leads
        for key in lead.indicators
    ]
    assert set(asked) <= set(known)


def test_a_lead_of_what_is_not_is_refused_with_its_place() -> None:
    from haidang.kernel.manifest import Lead
    from haidang.kernel.manifest.contradictions import contradictions

    wrong = msgspec.structs.replace(
        DOMAINS["economy"], leads=[Lead(key="x", name=DOMAINS["economy"].name, kind="plan", indicators=["no_such"])]
    )
    assert ("leads[0].indicators[0]", "no_such") in [(where, value) for where, value, _remedy in contradictions(wrong)]
