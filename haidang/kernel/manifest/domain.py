"""One field of government, and all that is stated of it."""

from haidang.kernel.facts import Facts, Key, Words
from haidang.kernel.flow import Flow

from .checks import Check
from .indicator import Baseline, Indicator, Plan, Target
from .measured import Series, Source, ThingType
from .procedure import Grade, Procedure, Reason, Template
from .rules import Playbook, Rule
from .shown import Dataset, Lead, Page, Tile


class Domain(Facts, frozen=True, kw_only=True):
    """One field of government."""

    key: Key
    name: Words
    short: Words
    icon: str
    order: int
    about: Words
    things: list[ThingType] = []
    series: list[Series] = []
    rules: list[Rule] = []
    playbooks: list[Playbook] = []
    sources: list[Source] = []
    tiles: list[Tile] = []
    pages: list[Page] = []
    datasets: list[Dataset] = []
    leads: list[Lead] = []
    flows: list[Flow] = []
    grades: list[Grade] = []
    reasons: list[Reason] = []
    templates: list[Template] = []
    procedures: list[Procedure] = []
    indicators: list[Indicator] = []
    plans: list[Plan] = []
    targets: list[Target] = []
    baselines: list[Baseline] = []
    checks: list[Check] = []
