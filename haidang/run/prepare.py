"""From an empty or older database to one that the processes can work with."""

from django.db import connection

from haidang.kernel import home

from . import facts, schema, static, tables
from .console import Stop, say, step

LOCK = 0x4844_0001  # one preparation at a time in a database
FILLED = ("history", "reports", "dossiers", "figures", "forms")
"""What is noted of an installation once a demo has it."""


def everything(*, demo: bool) -> None:
    """Tables, static files, facts; each part may be repeated. Raises Stop with the remedy."""
    schema.check(may_be_empty=True)
    _check_kind(demo=demo)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    with step("tables"):
        tables.make()
        schema.keep("schema", schema.fingerprint())
        schema.keep("kind", "demo" if demo else "own")
    with step("static files"):
        static.gather()
    with step("facts"):
        facts.sync()
    if demo:
        from haidang.run.demo.people import people

        with step("demo accounts"):
            people()
        _hint_at_filling()
    else:
        _hint_at_first_account()
    _begin_screens()


def _begin_screens() -> None:
    from haidang.core.walls import queries

    queries.begin_all()


def _hint_at_filling() -> None:
    """Pages say so as long as the demo is not complete, and somebody completes it: the centre that is starting."""
    here = home.here()
    if here.preparing.exists() and not all(schema.kept(part) for part in FILLED):
        here.filling.touch()
    else:
        here.filling.unlink(missing_ok=True)


def _check_kind(*, demo: bool) -> None:
    """Demo people and simulated readings never enter a province's own home."""
    if demo and schema.kept("kind") == "own":
        raise Stop(
            "this home holds a province of its own", "choose another one for the demo: HAIDANG_HOME=/another/folder"
        )


def _hint_at_first_account() -> None:
    from haidang.core.directory.models import Person

    if not Person.objects.exists():
        say(
            "  nobody can sign in yet: haidang person create ACCOUNT --name NAME --office CODE (`?` as CODE lists them)"
        )
