"""The demo's people and keys: made once, with passwords of this home, told in `demo.env`."""

from haidang.core.directory import actions
from haidang.core.directory.devices import mqtt_password
from haidang.core.directory.models import Key, Person
from haidang.core.directory.signing_in.passwords import drawn
from haidang.core.directory.sync import sync_demo
from haidang.kernel import home
from haidang.kernel.action import Actor, system
from haidang.provinces import pack

from . import env

KEYS = {
    "tutorial": ("HAIDANG_KEY", "HAIDANG_MQTT", ["ingest", "read", "things"]),
    "sandbox": ("HAIDANG_TRY_KEY", "", ["values.try"]),
    "portal": ("HAIDANG_PORTAL_KEY", "", ["portal"]),
    "simulator": ("HAIDANG_SIM_KEY", "HAIDANG_SIM_MQTT", ["ingest", "read", "exercises", "reports", "values"]),
}


def people() -> None:
    """Accounts with their duties, and keys, some with accounts at the broker. What `demo.env` does not tell (any more) is made anew."""
    here, actor = home.here(), system("demo")
    province = pack.chosen()
    passwords = sync_demo(province)
    told = env.read(here)
    for entry in province.people:
        name = env.password_name(entry.account)
        if name not in told:
            told[name] = passwords.get(entry.account) or _another_password(actor, entry.account)
        told[env.title_name(entry.account)] = entry.title.vi
    for name, (variable, account, scopes) in KEYS.items():
        if variable not in told:
            key, told[variable] = _key(actor, name, scopes)
            if account:
                told[f"{account}_USER"], told[f"{account}_PASSWORD"] = key.name, mqtt_password(key)
    env.add(here, told)


def _another_password(actor: Actor, account: str) -> str:
    password = drawn()
    actions.set_password(actor, Person.objects.get(account=account), password)
    return password


def _key(actor: Actor, name: str, scopes: list[str]) -> tuple[Key, str]:
    """A token is shown once; when `demo.env` was lost the old key is closed and the next one has a number."""
    for lost in Key.objects.filter(name__startswith=name, revoked_at=None):
        actions.revoke_key(actor, lost, why="demo.env was lost")
    number = Key.objects.filter(name__startswith=name).count()
    return actions.create_key(actor, name=f"{name}-{number + 1}" if number else name, can=scopes)
