"""Who hears that a source fails and that it is well again: its office, else the offices whose figures it brings."""

from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Office
from haidang.core.directory.queries import top_place
from haidang.core.indicators.models import Indicator
from haidang.core.notices.actions import Recipient, Role, notify
from haidang.kernel.action import Doing, action
from haidang.kernel.bilingual import both, names
from haidang.kernel.facts import Words

from .models import Pull

MOST_TOLD = 5


@action("pull.fail")
def failing(do: Doing, row: Pull, why: Words) -> None:
    do.about(row, problem=row.problem, failures=row.failures, why=why.vi)
    title = both(msgid("Nguồn %(name)s không lấy được số liệu"), name=names(row.source))
    notify(do, _owners(row), kind="pull.fail", title=title, body=why, link=row.link, place=row.scope_place)


@action("pull.recover")
def recovered(do: Doing, row: Pull) -> None:
    do.about(row, failures=row.failures, problem=row.problem)


def _owners(row: Pull) -> list[Recipient]:
    if row.source.office:
        return [row.source.office]
    fed = Indicator.objects.filter(code__in=row.feeds, office__isnull=False).values_list("office", flat=True)
    found: list[Recipient] = list(Office.objects.filter(pk__in=set(fed)).order_by("code")[:MOST_TOLD])
    top = top_place()
    return found or [Role("integrator", top.path if top else "")]
