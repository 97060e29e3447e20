"""A case that was sent without an account goes into the account of whoever holds its link."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Person
from haidang.kernel.action import Doing, NotPossible, action
from haidang.kernel.bilingual import both

from . import log
from .models import Case
from .under_way import changing


@action("case.claim")
def claim(do: Doing, case: Case, *, person: Person) -> Case:
    """The holder of the link puts the case into an account. Raises NotPossible when it is in another one."""
    with changing(do, case) as case:
        if case.person_id not in (None, person.pk):
            raise NotPossible(_("Việc này đã ở trong một tài khoản khác."))
        if case.person_id is None:
            case.person = person
            log.write(do, case, "citizen", both(msgid("Người gửi đưa việc vào tài khoản của mình")), for_citizen=True)
            do.event.facts["person"] = person.pk
    return case
