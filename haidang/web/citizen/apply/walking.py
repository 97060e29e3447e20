"""The way through a form: its pages in order, where one stands, and what comes before and after."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from haidang.core.forms import queries
from haidang.core.forms.checking import CHECK, PAPERS
from haidang.core.forms.models import Draft
from haidang.core.forms.steps import Step
from haidang.kernel.bilingual import in_both, shown
from haidang.kernel.manifest.procedure import Part


@dataclass(frozen=True, slots=True)
class Way:
    """The pages of a form as they arise today; the last one is the check."""

    steps: list[Step]
    parts: list[Part]

    @property
    def pages(self) -> list[Step]:
        papers = [Step(PAPERS, in_both(lambda: _("Giấy tờ")))] if self.parts else []
        return [*self.steps, *papers, Step(CHECK, in_both(lambda: _("Kiểm tra và nộp")))]

    def at(self, key: str) -> int:
        """Where a page stands, from 0; -1 for one that does not arise."""
        return next((at for at, one in enumerate(self.pages) if one.key == key), -1)

    def before(self, key: str) -> str:
        at = self.at(key)
        return self.pages[at - 1].key if at > 0 else ""

    def after(self, key: str) -> str:
        return self.pages[min(self.at(key) + 1, len(self.pages) - 1)].key

    def named(self, key: str) -> str:
        return shown(self.pages[self.at(key)].name)


def way_of(draft: Draft) -> Way:
    book = draft.version.book
    return Way(queries.shown_steps(book, draft.answers), queries.shown_parts(book, draft.answers))


def first_step(draft: Draft) -> str:
    return way_of(draft).pages[0].key


def progress(way: Way, key: str) -> dict[str, object]:
    """For citizen/apply/_progress.html."""
    at, pages = way.at(key), way.pages
    return {
        "number": at + 1,
        "count": len(pages),
        "name": shown(pages[at].name),
        "done": range(at + 1),
        "left": range(len(pages) - at - 1),
    }


__all__ = ["CHECK", "PAPERS", "Way", "first_step", "progress", "way_of"]
