"""Accounts from the console: the first administrator, and a new password for who lost theirs."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True)
    create = what.add_parser("create", help="make an account and print its password, this once")
    create.add_argument("account", help="1 to 40 of A-Z a-z 0-9 . _ -")
    create.add_argument("--name", required=True, help="full name")
    create.add_argument("--office", required=True, metavar="CODE", help="code of the office it belongs to")
    create.add_argument("--email", default="")
    create.add_argument("--role", default="administrator", help="a role of roles.toml (administrator)")
    password = what.add_parser("password", help="give an account a new password and print it; open sessions end")
    password.add_argument("account")


def run(options: argparse.Namespace) -> None:
    from haidang.run import setup

    setup.with_database()
    with setup.told():
        {"create": create, "password": new_password}[options.what](options)


def create(options: argparse.Namespace) -> None:
    """An account with one duty, over the place of its office."""
    from haidang.core.directory import actions
    from haidang.core.directory.models import Office
    from haidang.core.directory.signing_in import passwords
    from haidang.kernel.action import together
    from haidang.run import setup
    from haidang.run.console import Stop, say

    office = Office.objects.filter(code=options.office).first()
    if office is None:
        codes = ", ".join(Office.objects.filter(kind="centre").values_list("code", flat=True))
        raise Stop(f"there is no office {options.office!r}", f"take the code of an office; operations centres: {codes}")
    actor, password = setup.operator(), passwords.drawn()
    with together():
        person = actions.create_person(
            actor,
            account=options.account,
            full_name=options.name,
            office=office,
            password=password,
            email=options.email,
        )
        actions.give_duty(actor, person, role=options.role, office=office, place=office.place, why="console")
    say(password)


def new_password(options: argparse.Namespace) -> None:
    from haidang.core.directory import actions
    from haidang.core.directory.models import Person
    from haidang.core.directory.signing_in import passwords
    from haidang.run import setup
    from haidang.run.console import Stop, say

    person = Person.objects.filter(account__iexact=options.account).first()
    if person is None:
        raise Stop(f"there is no account {options.account!r}", "look at the people page for how it is written")
    password = passwords.drawn()
    actions.set_password(setup.operator(), person, password)
    say(password)
