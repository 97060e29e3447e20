"""Keys of machines: create (shown once), list, their account at the message broker, revoke."""

import argparse
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True)
    create = what.add_parser("create", help="make a key and print it, this once")
    create.add_argument("--name", required=True, help="1 to 40 of A-Z a-z 0-9 . _ -")
    create.add_argument("--can", required=True, nargs="+", metavar="SCOPE", help="ingest, read, things, alerts ...")
    create.add_argument("--things", nargs="*", default=[], metavar="GLOB", help="codes it speaks for, as AQ-* (all)")
    create.add_argument("--source", default="", help="the source its readings belong to")
    create.add_argument("--rate", type=int, default=0, metavar="N", help="readings a second (no limit)")
    what.add_parser("list", help="all keys, without their secrets")
    account = what.add_parser("mqtt", help="print what a key's device signs in with at the message broker")
    account.add_argument("name")
    revoke = what.add_parser("revoke", help="close a key; every door refuses it within five seconds")
    revoke.add_argument("name")
    revoke.add_argument("--why", default="")


def run(options: argparse.Namespace) -> None:
    from haidang.run import setup

    setup.with_database()
    with setup.told():
        {"create": create, "list": show, "mqtt": account, "revoke": revoke}[options.what](options)


def create(options: argparse.Namespace) -> None:
    from haidang.core.directory import actions, devices
    from haidang.run import setup
    from haidang.run.console import say

    scopes = [scope for word in options.can for scope in word.split(",") if scope]
    key, token = actions.create_key(
        setup.operator(),
        name=options.name,
        can=scopes,
        things=options.things,
        source=options.source,
        readings_per_second=options.rate,
    )
    say(token)
    if "ingest" in key.can:
        print(f"over MQTT: user {key.name}, password {devices.mqtt_password(key)}", file=sys.stderr)


def show(options: argparse.Namespace) -> None:
    from haidang.core.directory.models import Key
    from haidang.kernel import clock
    from haidang.run.console import say

    for key in Key.objects.order_by("name"):
        state = "open" if key.is_open(clock.now()) else "closed"
        used = f"used {key.used_at.astimezone(clock.HO_CHI_MINH):%d/%m/%Y %H:%M}" if key.used_at else "never used"
        say(f"{key.name:<24} {state:<7} {','.join(key.can)}  {' '.join(key.things) or 'all things'}  {used}")


def account(options: argparse.Namespace) -> None:
    from haidang.core.directory.devices import mqtt_password
    from haidang.core.directory.models import Key
    from haidang.run.console import Stop, say

    key = Key.objects.filter(name=options.name, revoked_at=None).first()
    if key is None or "ingest" not in key.can:
        raise Stop(f"there is no open key {options.name!r} that may ingest", "see `haidang key list`")
    say(f"user {key.name}")
    say(f"password {mqtt_password(key)}")


def revoke(options: argparse.Namespace) -> None:
    from haidang.core.directory import actions
    from haidang.core.directory.models import Key
    from haidang.run import setup
    from haidang.run.console import Stop, say

    key = Key.objects.filter(name=options.name).first()
    if key is None:
        raise Stop(f"there is no key {options.name!r}", "see `haidang key list`")
    actions.revoke_key(setup.operator(), key, why=options.why)
    say(f"{key.name} is closed")
