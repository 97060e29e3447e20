"""The roster ahead: from the province's shift pattern to shifts and seats, two weeks in advance.

Only shifts that are not there yet are made, so that whatever was changed on screen stays.
"""

from datetime import timedelta
from itertools import groupby

from haidang.kernel import clock
from haidang.kernel.action import Doing, action, system
from haidang.provinces.facts import Crew
from haidang.provinces.pack import Pack
from haidang.provinces.roster import Turn, turns

from .models import Duty, Office, Person, Seat, Shift, valid_on

AHEAD = timedelta(days=14)


def plan_shifts(pack: Pack) -> int:
    """Shifts and seats from yesterday (whose night shift may last) to 14 days ahead. How many shifts were made."""
    if pack.roster is None:
        return 0
    office = Office.objects.filter(code=pack.roster.office).first()
    accounts = {account for crew in pack.roster.crews for account in crew.people}
    people = {person.account: person for person in Person.objects.filter(account__in=accounts, is_active=True)}
    if office is None or not people:
        return 0
    today = clock.today()
    days = [today + timedelta(days=ahead) for ahead in range(-1, AHEAD.days + 1)]
    planned = set(Shift.objects.filter(office=office).values_list("starts_at", flat=True))
    missing = [turn for day in days for turn in turns(pack.roster, day) if turn.starts_at not in planned]
    if missing:
        _plan(system("roster"), office, missing, people)
    return len({turn.starts_at for turn in missing})


@action("roster.plan")
def _plan(do: Doing, office: Office, missing: list[Turn], people: dict[str, Person]) -> None:
    leads = set(
        Duty.objects.filter(valid_on(clock.today()), role="shift_lead", revoked_at=None).values_list(
            "person", flat=True
        )
    )
    made = 0
    for _, together in groupby(missing, key=lambda turn: turn.starts_at):
        crews = list(together)
        _seat(_shift(office, crews[0]), [turn.crew for turn in crews], people, leads)
        made += 1
    do.about(office, shifts=made, until=missing[-1].ends_at)


def _shift(office: Office, turn: Turn) -> Shift:
    name = turn.shift.name
    return Shift.objects.create(
        office=office, name_vi=name.vi, name_en=name.en, starts_at=turn.starts_at, ends_at=turn.ends_at
    )


def _seat(shift: Shift, crews: list[Crew], people: dict[str, Person], leads: set[int]) -> None:
    there = [people[account] for crew in crews for account in crew.people if account in people]
    Seat.objects.bulk_create(
        Seat(shift=shift, person=person, position="lead" if person.pk in leads else "officer")
        for person in dict.fromkeys(there)
    )
