"""What a report is probably about, and whether somebody is in danger, from its words alone. A person confirms it.

A domain that sorts what people write has a part `sorting` with the path of its model as `MODEL`; how such a model is
trained and how far it may be trusted stands in the card beside it. The office follows from the procedure and the place
(cases.routing). Nothing here asks the database.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from haidang.kernel import registry

from .suggesting_features import Weights, features

SHOWN = 3


class Suggestion(NamedTuple):
    domain: str
    procedure: str
    probability: float


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model: `weights` (procedures x buckets) are whole numbers to be multiplied by `scales` (procedures).

    `certainty` turns scores into probabilities; the best below `threshold` means that the model does not know. The last
    row of the weights is not a procedure but the score of danger, which begins at `danger_from`.
    """

    procedures: list[str]
    rarity: Weights
    weights: NDArray[np.int8]
    scales: Weights
    offsets: Weights
    certainty: float
    threshold: float
    danger_from: float

    def scores(self, text: str) -> NDArray[np.float64]:
        buckets, weights = features(text, self.rarity)
        return np.asarray(self.weights[:, buckets] @ weights * self.scales + self.offsets, dtype=np.float64)

    def ranked(self, text: str) -> list[tuple[str, float]]:
        """All procedures with their probabilities, the likeliest first."""
        scores = self.scores(text)[:-1] * self.certainty
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        return [(self.procedures[at], float(shares[at])) for at in np.argsort(-shares, kind="stable")]

    def knows(self, ranked: list[tuple[str, float]]) -> bool:
        return ranked[0][1] >= self.threshold

    def sees_danger(self, text: str) -> bool:
        return bool(self.scores(text)[-1] >= self.danger_from)


def load(path: Path) -> Model:
    """Raises OSError, KeyError or ValueError when it is no model."""
    with np.load(path, allow_pickle=False) as kept:
        certainty, threshold, danger_from = (float(one) for one in kept["settings"])
        return Model(
            procedures=[str(one) for one in kept["procedures"]],
            rarity=kept["rarity"].astype(np.float32),
            weights=kept["weights"],
            scales=kept["scales"],
            offsets=kept["offsets"],
            certainty=certainty,
            threshold=threshold,
            danger_from=danger_from,
        )


def suggest(text: str) -> list[Suggestion]:
    """At most three procedures, the likeliest first; none when no model knows what it is about."""
    found = [Suggestion(domain, *one) for domain, model in _models() for one in _of(model, text)]
    return sorted(found, key=lambda one: -one.probability)[:SHOWN]


def is_urgent(text: str) -> bool:
    """Whether the words sound as if somebody were in danger: says so rather too often than too seldom."""
    return any(model.sees_danger(text) for _, model in _models())


def _of(model: Model, text: str) -> list[tuple[str, float]]:
    if not text.strip():
        return []
    ranked = model.ranked(text)
    return ranked[:SHOWN] if model.knows(ranked) else []


def _models() -> Iterator[tuple[str, Model]]:
    for domain in registry.domains():
        path = getattr(registry.part(domain, "sorting"), "MODEL", None)
        if path is not None:
            yield domain, _loaded(path)


_loaded = cache(load)
