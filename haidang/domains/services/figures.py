"""Figures about the figures: how many indicators need nobody to type, and how punctual offices are."""

from haidang.core.directory.models import Office
from haidang.core.indicators import actions, queries
from haidang.core.indicators.actions import Entry, Receipt
from haidang.core.indicators.bringing import punctuality
from haidang.core.indicators.bringing.taking import Given
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.periods import Period, containing

AUTOMATIC, IN_TIME = "services.figures_automatic_share", "services.figures_on_time_share"
SOURCE = "Trung tâm tự đếm"


def count(actor: Actor) -> Receipt:
    """Of the month that runs, and how punctual offices were in the one before."""
    month = containing(clock.today(), "month")
    automatic, of_all = queries.automatic_share(actor)
    given = [Given(AUTOMATIC, "", month.text, round(100 * automatic / max(of_all, 1), 1))]
    return actions.take(actor, Entry(None), [*given, *_in_time(month.previous)], kind="pull", source_text=SOURCE)


def _in_time(month: Period) -> list[Given]:
    """Of each office that gives figures as a department, and the province's beside."""
    found = punctuality.punctual(month.first, month.last)
    offices = Office.objects.filter(pk__in=found, place__parent=None).in_bulk()
    given = [
        Given(IN_TIME, offices[pk].code, month.text, round(one.share, 1)) for pk, one in found.items() if pk in offices
    ]
    due, in_time = (sum(getattr(one, name) for one in found.values()) for name in ("due", "in_time"))
    return [*given, Given(IN_TIME, "", month.text, round(100 * in_time / due, 1))] if due else given
