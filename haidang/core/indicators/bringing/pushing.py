"""Figures from another program: tried out, or taken as one delivery with a receipt."""

from collections.abc import Sequence
from dataclasses import dataclass

from haidang.core.indicators.actions import Entry, Receipt, dry_run, refuse_foreign, take
from haidang.kernel.action import Actor

from .correcting import unexplained
from .taking import Given, Told


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of it: the receipt is None where nothing was taken; `problems` count in what was given."""

    receipt: Receipt | None
    problems: list[Told]


def check(entry: Entry, given: Sequence[Given]) -> list[Told]:
    """What is wrong; nothing is written. Raises Invalid for figures of another office."""
    checked = dry_run(given)
    refuse_foreign(entry, checked)
    return unexplained(given, in_open_periods=False, checked=checked)


def push(
    actor: Actor, entry: Entry, given: Sequence[Given], *, whole: bool = True, label: str = "", source_text: str = "",
    is_simulated: bool = False,
) -> Pushed:  # fmt: skip
    """With `whole` one that is wrong keeps all out, else the good ones are taken. Raises Invalid, Refused."""
    problems = check(entry, given)
    bad = {one.at for one in problems}
    good = [one for at, one in enumerate(given) if at not in bad]
    if not good or (whole and bad):
        return Pushed(None, problems)
    receipt = take(actor, entry, good, kind="push", is_simulated=is_simulated, label=label, source_text=source_text)
    return Pushed(receipt, problems)
