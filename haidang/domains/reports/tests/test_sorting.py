"""How the model does on texts it was neither trained nor tuned on. A figure here may fall, never be tuned up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from haidang.core.cases import suggesting
from haidang.domains.reports import sorting
from haidang.kernel import registry
from haidang.kernel.text import folded

HELD_OUT = Path(__file__).parent / "held_out.txt"
TRAINED_ON = Path(__file__).parents[4] / "tools/reports"


def sentences(path: Path) -> Iterator[tuple[str, str, bool]]:
    procedure = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            procedure = line.strip("[] ")
        elif line.strip() and not line.startswith("#"):
            yield procedure, line.lstrip("! "), line.startswith("!")


@pytest.fixture(scope="module")
def model():
    return suggesting.load(sorting.MODEL)


def share(found):
    found = list(found)
    return sum(found) / len(found)


def test_the_model_knows_every_kind_of_report(model):
    assert set(model.procedures) == {one.key for one in registry.domains()["reports"].procedures}


def test_no_text_it_is_measured_with_was_trained_on():
    known = {folded(words) for path in TRAINED_ON.glob("*.txt") for _, words, _ in sentences(path)}
    assert not known & {folded(words) for _, words, _ in sentences(HELD_OUT)}


@pytest.mark.parametrize("typed", [str, folded], ids=["with diacritics", "without"])
def test_the_right_kind_is_among_the_first_three(model, typed):
    ranks = [[key for key, _ in model.ranked(typed(words))].index(kind) for kind, words, _ in sentences(HELD_OUT)]
    assert share(rank < 3 for rank in ranks) >= 0.85
    assert share(rank < 1 for rank in ranks) >= 0.65


def test_what_it_says_it_knows_it_mostly_knows(model):
    ranked = [(kind, model.ranked(words)) for kind, words, _ in sentences(HELD_OUT)]
    known = [(kind, best) for kind, best in ranked if model.knows(best)]
    assert len(known) / len(ranked) >= 0.6
    assert share(best[0][0] == kind for kind, best in known) >= 0.8


def test_danger_is_seen_rather_too_often_than_too_seldom(model):
    texts = list(sentences(HELD_OUT))
    assert share(model.sees_danger(words) for _, words, is_danger in texts if is_danger) >= 0.85
    assert share(model.sees_danger(words) for _, words, is_danger in texts if not is_danger) <= 0.35


def test_it_does_not_know_what_says_nothing():
    assert suggesting.suggest("") == []
    assert suggesting.suggest("zzz qqq xxw") == []


def test_it_names_the_domain_and_the_procedure():
    best = suggesting.suggest("đường ngập sâu tới đầu gối, xe chết máy")[0]
    assert (best.domain, best.procedure) == ("reports", "flooding")
    assert suggesting.is_urgent("cháy nhà, có người kẹt trên lầu")
