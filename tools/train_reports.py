"""Train the model that suggests what a report is about, from the texts in tools/reports/ and the facts of the domain.

    uv run --with scikit-learn python tools/train_reports.py         train, write sorting.npz and its card sorting.toml
    uv run --with scikit-learn python tools/train_reports.py --try   only print how each fifth does, trained on the rest

The texts it is measured with (haidang/domains/reports/tests/held_out.txt) are not read here; the test beside them says
how it does. Same texts, same seed, same model.
"""

import math
import sys
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from haidang.core.cases import suggesting  # noqa: E402
from haidang.core.cases.suggesting_features import BUCKETS, features, runs  # noqa: E402

TEXTS = Path(__file__).resolve().parent / "reports"
DOMAIN = ROOT / "haidang/domains/reports"
SEED = 4
STRENGTH = 0.3
PRECISE_ENOUGH = 0.95
"""How often the first suggestion must be right, among calibration texts, for the model to say that it knows."""
NO_GUESSING = 0.4
"""However well it does there, below this probability it does not know."""
DANGER_FOUND = 0.92
"""How much of the danger in the training texts must be seen, each fifth by a model of the rest."""
DANGEROUS = {"fire_danger", "road_accident", "power_line", "public_order", "beach", "flooding"}
"""Kinds whose vocabulary may speak of danger; that of the others does not."""


class Text(NamedTuple):
    procedure: str
    words: str
    is_danger: bool = False


def sentences(path: Path) -> Iterator[Text]:
    """`[procedure]` opens a group, a line is a text, `!` before it means danger."""
    procedure = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            procedure = line.strip("[] ")
        elif line.strip() and not line.startswith("#"):
            yield Text(procedure, line.lstrip("! "), line.startswith("!"))


def phrases() -> Iterator[Text]:
    """The vocabulary, and what the facts say of each procedure."""
    for one in sentences(TEXTS / "vocabulary.txt"):
        yield from (Text(one.procedure, phrase.strip()) for phrase in one.words.split(","))
    for path in sorted((DOMAIN / "procedures").glob("*.toml")):
        for facts in tomllib.loads(path.read_text(encoding="utf-8"))["procedures"]:
            said = [*facts["words"], *facts["name"].values(), *facts["about"].values()]
            yield from (Text(facts["key"], one) for one in said)


def danger_phrases(more: Sequence[Text]) -> list[Text]:
    """Phrases of danger and of none: their own list, and the vocabulary of what is seldom dangerous."""
    listed = sentences(TEXTS / "danger.txt")
    own = [Text("", part.strip(), one.procedure == "yes") for one in listed for part in one.words.split(",")]
    return [*own, *(one for one in more if one.procedure not in DANGEROUS)]


def rarity_of(texts: Sequence[Text]) -> np.ndarray:
    """How telling a bucket is: the logarithm of how few texts have it."""
    seen = np.zeros(BUCKETS)
    for one in texts:
        syllables, letters = runs(one.words)
        seen[list(syllables.keys() | letters.keys())] += 1
    return (1 + np.log((1 + len(texts)) / (1 + seen))).astype(np.float16)


def table(texts: Sequence[Text], rarity: np.ndarray) -> csr_matrix:
    rows = [features(one.words, rarity) for one in texts]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in rows)])
    return csr_matrix(
        (np.concatenate([weights for _, weights in rows]), np.concatenate([buckets for buckets, _ in rows]), ends),
        shape=(len(rows), BUCKETS),
    )


def classifier() -> LinearSVC:
    return LinearSVC(C=STRENGTH, random_state=SEED)


def labels(texts: Sequence[Text]) -> np.ndarray:
    return np.array([one.procedure for one in texts])


def try_out(spoken: list[Text], more: list[Text]) -> None:
    """Print how often the first, and one of the first three, is right for texts the model was not trained on."""
    rarity = rarity_of([*spoken, *more])
    known, extra, names = table(spoken, rarity), table(more, rarity), labels(spoken)
    first = three = 0
    for rest, fifth in StratifiedKFold(5, shuffle=True, random_state=SEED).split(known, names):
        model = classifier().fit(vstack([known[rest], extra]), np.concatenate([names[rest], labels(more)]))
        order = np.argsort(-model.decision_function(known[fifth]), axis=1)
        hits = model.classes_[order[:, :3]] == names[fifth][:, None]
        first, three = first + hits[:, 0].sum(), three + hits.any(axis=1).sum()
    print(f"first {first / len(spoken):.3f}, among three {three / len(spoken):.3f} of {len(spoken)}")


def train(spoken: list[Text], more: list[Text], calibration: list[Text]) -> None:
    rarity = rarity_of([*spoken, *more])
    kinds = classifier().fit(table([*spoken, *more], rarity), labels([*spoken, *more]))
    danger, danger_from = danger_model(spoken, danger_phrases(more), rarity)
    weights, scales = rounded(np.vstack([kinds.coef_, danger.coef_]))
    model = suggesting.Model(
        procedures=list(kinds.classes_), rarity=rarity.astype(np.float32), weights=weights, scales=scales,
        offsets=np.append(kinds.intercept_, danger.intercept_).astype(np.float32), certainty=1.0, threshold=0.0,
        danger_from=danger_from,
    )  # fmt: skip
    certainty = certainty_of(model, calibration)
    threshold = threshold_of(model, calibration, certainty)
    settings = np.array([certainty, threshold, danger_from])
    with (DOMAIN / "sorting.npz").open("wb") as file:
        np.savez_compressed(
            file, procedures=np.array(model.procedures), rarity=rarity, weights=weights, scales=scales,
            offsets=model.offsets, settings=settings,
        )  # fmt: skip
    (DOMAIN / "sorting.toml").write_text(card(spoken, more, calibration, settings), encoding="utf-8")


def rounded(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """As whole numbers of one byte, with what to multiply each row by."""
    scales = np.abs(weights).max(axis=1) / 127
    return np.rint(weights / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def danger_model(spoken: list[Text], more: list[Text], rarity: np.ndarray) -> tuple[LogisticRegression, float]:
    """The model of danger, and the score from which enough of it is seen."""
    known, extra = table(spoken, rarity), table(more, rarity)
    dangers, others = (np.array([one.is_danger for one in texts]) for texts in (spoken, more))

    def trained(rows: np.ndarray) -> LogisticRegression:
        model = LogisticRegression(C=10, class_weight="balanced", max_iter=500, random_state=SEED)
        return model.fit(vstack([known[rows], extra]), np.concatenate([dangers[rows], others]))

    scores = np.zeros(len(spoken))
    for rest, fifth in StratifiedKFold(5, shuffle=True, random_state=SEED).split(known, dangers):
        scores[fifth] = trained(rest).decision_function(known[fifth])
    ranked = np.sort(scores[dangers])
    danger_from = float(ranked[math.floor(len(ranked) * (1 - DANGER_FOUND))])
    print(f"danger: {dangers.sum()} texts, {(scores[~dangers] >= danger_from).mean():.3f} false alarms")
    return trained(np.arange(len(spoken))), danger_from


def certainty_of(model: suggesting.Model, texts: list[Text]) -> float:
    """What to multiply scores by so that probabilities come true (temperature scaling)."""
    scores = np.array([model.scores(one.words)[:-1] for one in texts])
    wanted = [model.procedures.index(one.procedure) for one in texts]

    def surprise(logarithm: float) -> float:
        scaled = scores * math.exp(logarithm)
        totals = np.log(np.exp(scaled - scaled.max(axis=1, keepdims=True)).sum(axis=1)) + scaled.max(axis=1)
        return float((totals - scaled[range(len(texts)), wanted]).mean())

    return math.exp(minimize_scalar(surprise, bounds=(-2, 4), method="bounded").x)


def threshold_of(model: suggesting.Model, texts: list[Text], certainty: float) -> float:
    """The lowest probability above which the first suggestion is right often enough."""
    outcomes = []
    for one in texts:
        scores = model.scores(one.words)[:-1] * certainty
        shares = np.exp(scores - scores.max())
        outcomes.append((float(shares.max() / shares.sum()), model.procedures[scores.argmax()] == one.procedure))
    outcomes.sort(reverse=True)
    right = np.cumsum([is_right for _, is_right in outcomes]) / np.arange(1, len(outcomes) + 1)
    enough = np.flatnonzero(right >= PRECISE_ENOUGH)
    return max(NO_GUESSING, outcomes[int(enough[-1])][0] if len(enough) else 1.0)


def card(spoken: list[Text], more: list[Text], calibration: list[Text], settings: np.ndarray) -> str:
    certainty, threshold, danger_from = settings
    return f"""\
# The card of sorting.npz, written by tools/train_reports.py. How it does on texts apart: docs/why/sorting-reports.md.

made_on = {datetime.now(UTC):%Y-%m-%d}
method = "linear SVM over syllables and their pairs, and runs of 3 to 5 letters; folded, hashed to {BUCKETS} buckets"
purpose = "suggests a kind of report and urgency; a person confirms"
languages = ["vi with and without diacritics", "en, little"]
classes = {len({one.procedure for one in spoken})}
trained_on = {{ sentences = {len(spoken)}, phrases = {len(more)}, danger = {sum(one.is_danger for one in spoken)} }}
calibrated_on = {len(calibration)}
certainty = {certainty:.3f}
threshold = {threshold:.3f}
danger_from = {danger_from:.3f}
data = "invented for this purpose; no report of a real person"
limits = "all texts were written by one author; real reports will differ. Retrain when corrections by officers are at hand."
"""


if __name__ == "__main__":
    all_spoken = [*sentences(TEXTS / "training.txt"), *sentences(TEXTS / "training_2.txt")]
    all_more = list(phrases())
    if "--try" in sys.argv:
        try_out(all_spoken, all_more)
    else:
        train(all_spoken, all_more, list(sentences(TEXTS / "calibration.txt")))
