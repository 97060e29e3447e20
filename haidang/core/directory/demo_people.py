"""The demo's invented people: accounts with generated passwords, their duties, and the field units they belong to.

What was done to them on screen stays: an account that exists is left alone, a duty that was revoked stays revoked.
"""

from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.provinces import facts
from haidang.provinces.pack import Pack

from . import actions
from .models import Duty, FieldUnit, Office, Person, Place
from .plan import plan_shifts
from .signing_in.passwords import drawn

FROM_PACK = "province pack"
WHO = system("sync")


def sync_demo(pack: Pack) -> dict[str, str]:
    """People, duties, units, and the roster of the coming days. The passwords of new accounts, by account."""
    places = {place.key: place for place in Place.objects.all()}
    offices = {office.code: office for office in Office.objects.all()}
    kept = {person.account: person for person in Person.objects.all()}
    passwords = {}
    for fact in pack.people:
        if fact.account not in kept:
            passwords[fact.account] = drawn()
            kept[fact.account] = _person(pack, fact, offices[fact.office], passwords[fact.account])
        for duty in fact.duties:
            _duty(kept[fact.account], duty, offices[duty.office], places[duty.place])
    for unit in pack.units:
        _unit(unit, offices[unit.office], [kept[account] for account in unit.members])
    plan_shifts(pack)
    return passwords


def _person(pack: Pack, fact: facts.Person, office: Office, password: str) -> Person:
    return actions.create_person(
        WHO,
        account=fact.account,
        full_name=fact.name,
        office=office,
        password=password,
        email=f"{fact.account}@{pack.province.email_domain}",
        is_device=fact.kind == "device",
        is_random=True,
    )


def _duty(person: Person, fact: facts.Duty, office: Office, place: Place) -> None:
    since = fact.valid_from or clock.today()
    same = Duty.objects.filter(person=person, role=fact.role, office=office, place=place, why=FROM_PACK)
    if same.exists():
        return
    actions.give_duty(
        WHO,
        person,
        role=fact.role,
        office=office,
        place=place,
        data_classes=fact.data_classes,
        valid_from=since,
        valid_to=fact.valid_to,
        why=FROM_PACK,
    )


def _unit(fact: facts.Unit, office: Office, members: list[Person]) -> None:
    """Where a unit is and what it does comes from the unit itself; the pack only places a new one at its base."""
    unit, _made = FieldUnit.objects.get_or_create(
        code=fact.code,
        defaults={
            "kind": fact.kind,
            "name_vi": fact.name.vi,
            "name_en": fact.name.en,
            "office": office,
            "phone": fact.phone or "",
            "lon": fact.lon,
            "lat": fact.lat,
        },
    )
    unit.members.add(*members)
