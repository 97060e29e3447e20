"""The procedure of directives: it belongs to no field, so no domain has it."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from haidang.kernel import manifest
from haidang.kernel.manifest import Domain
from haidang.kernel.manifest.procedure import Procedure

KEY, DUE = "directive", "due_on"
"""The procedure, and the question whose answer is its deadline."""


@cache
def domain() -> Domain:
    return manifest.read(Path(__file__).with_name("facts.toml"))


def procedures() -> Iterable[tuple[Domain, Procedure]]:
    return [(domain(), one) for one in domain().procedures]
