"""Makes Django ready inside a command, and turns its failures into remedies."""

import os
import pwd
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from haidang.kernel.home import database_url, here, is_embedded
from haidang.kernel.strict import ManifestError

from .console import Stop

if TYPE_CHECKING:
    from haidang.kernel.action import Actor


EARLY = "HAIDANG_EARLY"
"""Set for a program that is started while the database is still being prepared."""


def django() -> None:
    """Load settings, apps and manifests. Raises Stop for a broken `domain.toml`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haidang.settings")
    import django

    try:
        django.setup()
        from haidang.kernel import registry

        registry.domains()
    except ManifestError as error:
        where = f"{error.file}: {error.path or '(file)'} = {error.value!r}"
        raise Stop(where, error.remedy) from None


def with_database() -> None:
    """Django, and a database that answers and has this program's schema.

    A program that was started early waits here; what it imports before takes no time of the start.
    """
    from . import postgres, schema

    if not postgres.answers(database_url()):
        remedy = "run `haidang up` (or `haidang database`)" if is_embedded() else "look at HAIDANG_DATABASE_URL"
        raise Stop("the database does not answer", remedy)
    django()
    while os.environ.get(EARLY) and here().preparing.exists():
        time.sleep(0.1)
    schema.check()


def operator() -> "Actor":
    """Whoever types a command on the machine itself, named in the journal by their login."""
    from haidang.kernel.action import Actor

    return Actor("system", "console", pwd.getpwuid(os.getuid()).pw_name)


@contextmanager
def told() -> Iterator[None]:
    """A refused or invalid action ends the command with its reason."""
    from haidang.kernel.action import Invalid, NotPossible, Refused

    try:
        yield
    except (Invalid, NotPossible, Refused) as error:
        raise Stop(str(error), "change what was typed and try again") from None
