"""Makes Django ready inside a command, and turns its failures into remedies."""

import os

from haidang.kernel.home import database_url, is_embedded
from haidang.kernel.strict import ManifestError

from .console import Stop


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
    """Django, and a database that answers and has this program's schema."""
    from . import postgres, schema

    if not postgres.answers(database_url()):
        remedy = "run `haidang up` (or `haidang database`)" if is_embedded() else "look at HAIDANG_DATABASE_URL"
        raise Stop("the database does not answer", remedy)
    django()
    schema.check()
