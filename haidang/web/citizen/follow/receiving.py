"""What was sent with words about a case: for the parts of a dossier that it belongs to, or for none."""

from collections.abc import Iterator
from typing import Any

from haidang.core.cases.papers import Attached
from haidang.core.files.receiving import Held
from haidang.kernel.action import Invalid
from haidang.web import brought
from haidang.web.brought import Sent
from haidang.web.citizen.report.photos import DATA_CLASS

from .forms import PART


def received(given: dict[str, Any]) -> list[Held | Attached]:
    """The files of a form that was taken, part by part, then what belongs to none. Raises Invalid of the field."""
    return list(_received(given))


def _received(given: dict[str, Any]) -> Iterator[Held | Attached]:
    for name, uploads in given.items():
        if name.startswith(PART):
            yield from (Attached(_held(one, name), part=name.removeprefix(PART)) for one in uploads or [])
    yield from (_held(one, "attached") for one in given.get("attached") or [])


def _held(sent: Sent, field: str) -> Held:
    try:
        return brought.held(sent, data_class=DATA_CLASS)
    except Invalid as error:
        raise Invalid(field, f"{sent.name}: {error.message}", error.value) from error
