"""Words to begin an answer with, filled in for one case: the office's own, the province's, then those of its procedure."""

from dataclasses import dataclass

from haidang.core.cases.models import Case
from haidang.core.procedures import templates
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.clock import HO_CHI_MINH


@dataclass(frozen=True, slots=True)
class Phrase:
    """{reason} stays until a reason is chosen; the rest is filled in."""

    key: str
    name: str
    text: str


def offered(case: Case, move: str) -> list[Phrase]:
    own = [Phrase(f"own{one.pk}", one.name, _filled(case, one.text)) for one in templates.for_case(case, move)]
    book = case.version.book
    # A citizen is answered in Vietnamese.
    return own + [Phrase(one.key, shown(one.name), _filled(case, one.text.vi)) for one in book.templates_for(move)]


def _filled(case: Case, text: str) -> str:
    due = f"{case.due_at.astimezone(HO_CHI_MINH):%d/%m/%Y}" if case.due_at else "…"
    facts = {"code": case.code, "title": case.title, "office": name_of(case.office), "due": due}
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", value)
    return text
