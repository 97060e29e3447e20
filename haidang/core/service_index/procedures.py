"""What of the index is about procedures rather than dossiers; counted for the province as a whole."""

from haidang.core.cases.models import Case
from haidang.core.cases.queries import books, procedures
from haidang.core.payments import accounts
from haidang.core.payments.models import Bill
from haidang.kernel.manifest.procedure import Procedure

from .counting import Tally
from .periods import Period

ONLINE = {"online", "portal"}


def counted(period: Period) -> dict[str, Tally]:
    """By the name of the count."""
    rows = list(procedures(kind="dossier"))
    facts = {pk: book.procedure for pk, book in books(rows).items()}
    with_fees = {pk for pk, one in facts.items() if any(fee.amount != 0 for fee in one.fees)}
    online = {pk for pk, one in facts.items() if ONLINE & set(one.channels)}
    filed = Case.objects.filter(
        kind="dossier", opened_at__gte=period.start, opened_at__lt=period.end, channel__in=ONLINE, procedure__in=online
    )
    paid = Bill.objects.filter(
        paid_by="bank", paid_at__gte=period.start, paid_at__lt=period.end, case__procedure__in=with_fees
    )
    return {
        "complete_procedures": Tally(sum(_is_complete(one) for one in facts.values()), len(facts)),
        "online_procedures": Tally(len(online), len(facts)),
        "used_online_procedures": Tally(filed.values("procedure").distinct().count(), len(online)),
        "payable_procedures": Tally(len(with_fees) if accounts.every() else 0, len(with_fees)),
        "paid_procedures": Tally(paid.values("case__procedure").distinct().count(), len(with_fees)),
    }


def _is_complete(one: Procedure) -> bool:
    """Name, order, method, documents, time limit, subject and agency (NĐ 63/2010/NĐ-CP, Điều 8.2) [M: how each is told].

    A procedure always has a name and an audience; the facts refuse one without.
    """
    has_limit = any(timer.is_main and timer.limit for timer in one.timers)
    return bool(one.name.vi and one.about.vi and one.channels and one.parts and has_limit and one.route)


COUNTS = ("complete_procedures", "online_procedures", "used_online_procedures", "payable_procedures", "paid_procedures")
