"""The demo's people and keys: made once, with passwords of this home, told in `demo.env`."""

import secrets

from haidang.core.directory import actions
from haidang.core.directory.models import Duty, Key, Office, Person, Place
from haidang.kernel import home
from haidang.kernel.action import Actor, system, together
from haidang.provinces import facts, pack

from . import demo_env

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another
KEYS = {
    "tutorial": ("HAIDANG_KEY", ["ingest", "read", "things"]),
    "simulator": ("HAIDANG_SIM_KEY", ["ingest", "read", "exercises"]),
}


def people() -> None:
    """Accounts with their duties, and two keys; what is there already stays as it is."""
    actor = system("demo")
    told = demo_env.read(home.here())
    fresh: dict[str, str] = {}
    with together():
        for entry in pack.chosen().people:
            fresh |= _account(actor, entry, told)
        for name, (variable, scopes) in KEYS.items():
            if variable not in told:
                fresh[variable] = _key(actor, name, scopes)
        demo_env.add(home.here(), fresh)


def _account(actor: Actor, entry: facts.Person, told: dict[str, str]) -> dict[str, str]:
    variable = demo_env.password_name(entry.account)
    person = Person.objects.filter(account=entry.account).first()
    if person and variable in told:
        return {}
    password = new_password()
    if person is None:
        office = Office.objects.get(code=entry.office)
        person = actions.create_person(
            actor,
            account=entry.account,
            full_name=entry.name,
            office=office,
            password=password,
            email=f"{entry.account}@{pack.chosen().province.email_domain}",
            is_device=entry.kind == "device",
        )
    else:
        actions.set_password(actor, person, password)
    _give_duties(actor, person, entry)
    return {variable: password, demo_env.title_name(entry.account): entry.title.vi}


def _give_duties(actor: Actor, person: Person, entry: facts.Person) -> None:
    if Duty.objects.filter(person=person).exists():
        return
    for duty in entry.duties:
        actions.give_duty(
            actor,
            person,
            role=duty.role,
            place=Place.objects.get(key=duty.place),
            office=Office.objects.get(code=duty.office),
            data_classes=duty.data_classes,
            valid_from=duty.valid_from,
            valid_to=duty.valid_to,
        )


def _key(actor: Actor, name: str, scopes: list[str]) -> str:
    """A token is shown once; when `demo.env` was lost the old key is closed under another name."""
    lost = Key.objects.filter(name=name, revoked_at=None).first()
    if lost:
        actions.revoke_key(actor, lost, why="demo.env was lost")
    number = Key.objects.filter(name__startswith=name).count()
    _, token = actions.create_key(actor, name=f"{name}-{number + 1}" if number else name, can=scopes)
    return token


def new_password() -> str:
    """Four groups of four letters and digits: 78 random bits, easy to type."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
