"""What happens to the case of a directive from outside: its clock runs out, or somebody moves it by another door."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases.models import Case
from haidang.core.cases.needs import Given
from haidang.kernel.action import Doing, NotPossible
from haidang.kernel.bilingual import both, same

from .models import Directive
from .telling import ORDERED, giving_side, tell

KIND = "directive"


def follow_move(do: Doing, case: Case, key: str, given: Given) -> None:
    """A directive is moved by its own actions, which ask for proof and for whoever gave it. Raises NotPossible."""
    if case.kind == KIND and not do.name.startswith(f"{KIND}."):
        raise NotPossible(_("%(code)s là chỉ đạo: làm ở trang của chỉ đạo.") % {"code": case.code})


def tell_late(do: Doing, case: Case) -> None:
    """The lead office hears of its clocks as of any case; who answers for it hears too, and the giver when it is late."""
    directive = (
        Directive.objects.filter(case=case).select_related("giver", "prepared_by", "leader", "lead_office").first()
    )
    if directive is None:
        return
    day = f"{directive.due_on:%d/%m/%Y}"
    late = case.due_at is not None and case.due_at < do.at
    title = both(msgid("%(code)s quá hạn %(day)s") if late else msgid("%(code)s sắp đến hạn %(day)s"),
                 code=case.code, day=day)  # fmt: skip
    to = [directive.leader, *(giving_side(directive) if late else ())]
    tell(do, directive, to, title, same(directive.sentence), severity=ORDERED if late else 0)
