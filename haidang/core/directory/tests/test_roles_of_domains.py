"""Domains add to the roles there are, and change nothing that is said."""

from pathlib import Path

import pytest

from haidang.core.directory.roles import joined
from haidang.kernel.strict import ManifestError

PATH = Path("port/roles.toml")


def test_a_domain_gives_a_role_more_and_brings_its_own_words():
    whole = {"roles": {"leader": {"can": ["case.note"], "reads": ["case"]}}, "actions": {}}
    more = {
        "roles": {"leader": {"can": ["ship.call", "case.note"]}, "pilot": {"can": ["ship.guide"]}},
        "actions": {"ship.call": {"vi": "gọi tàu", "en": "call a ship"}},
    }
    joined(whole, more, PATH)
    assert whole["roles"]["leader"] == {"can": ["case.note", "ship.call"], "reads": ["case"]}
    assert whole["roles"]["pilot"] == {"can": ["ship.guide"]}
    assert whole["actions"]["ship.call"]["en"] == "call a ship"


def test_a_domain_does_not_say_again_what_a_role_is_called():
    whole = {"roles": {"leader": {"words": {"vi": "Lãnh đạo", "en": "Leader"}}}}
    with pytest.raises(ManifestError, match=r"roles\.leader\.words\.en"):
        joined(whole, {"roles": {"leader": {"words": {"en": "Boss"}}}}, PATH)
