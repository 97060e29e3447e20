from pathlib import Path

import pytest

from haidang.kernel import manifest
from haidang.kernel.manifest import Rule

FOLDER = Path(__file__).parents[1]
DOMAIN = manifest.read(FOLDER / "domain.toml")


def test_it_is_a_folder_of_facts_without_code() -> None:
    assert [path.name for path in FOLDER.glob("*.py")] == ["__init__.py"]
    assert (FOLDER / "__init__.py").read_text() == ""


@pytest.mark.parametrize("rule", DOMAIN.rules, ids=lambda rule: rule.key)
def test_a_rule_watches_what_its_things_measure(rule: Rule) -> None:
    types = {one.key: one for one in DOMAIN.things}
    assert rule.things
    assert all(rule.series in types[thing].series for thing in rule.things)


def test_a_power_cut_alerts_at_once_and_returns_after_two_quiet_minutes() -> None:
    rule = next(one for one in DOMAIN.rules if one.key == "power_cut")
    assert (rule.for_, rule.clear, rule.clear_for, rule.playbook) == ("0s", 1, "2m", "power_cut")
