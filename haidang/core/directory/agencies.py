"""The codes of agencies in dossiers and documents (QĐ 20/2020/QĐ-TTg, amended by QĐ 09/2025/QĐ-TTg), as facts that hold for a time."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from haidang.provinces.facts import AgencyCodes

from .models import Office

MOST_LEVELS = 10


def code_on(office: Office, day: date) -> str:
    """The code an office goes by on a day: its own, else that of the nearest office above it; "" when none has one."""
    one: Office | None = office
    for _level in range(MOST_LEVELS):
        if one is None:
            return ""
        for kept in one.agencies:
            if (kept["from"] or "") <= day.isoformat() < (kept["to"] or "9999"):
                return kept["code"] or ""
        one = one.parent
    return ""


def agencies_of(tables: Iterable[AgencyCodes]) -> dict[str, list[dict[str, str | None]]]:
    """What the pack says of each office, by its code, as a row keeps it."""
    found: dict[str, list[dict[str, str | None]]] = defaultdict(list)
    for table in tables:
        for office, code in table.codes.items():
            found[office].append(
                {
                    "code": code,
                    "from": table.valid_from.isoformat() if table.valid_from else None,
                    "to": table.valid_to.isoformat() if table.valid_to else None,
                    "source": table.source,
                    "trust": table.trust,
                }
            )
    return found
