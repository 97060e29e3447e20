"""The questions of `haidang check`; each answers with problems, None for what is well."""

from collections.abc import Iterator

from haidang.kernel import manifest, registry
from haidang.kernel.strict import ManifestError


def domains() -> Iterator[str | None]:
    """Every manifest of every domain, not only the first broken one."""
    for folder in registry.folders():
        try:
            domain = manifest.read(folder / "domain.toml")
        except ManifestError as error:
            yield str(error)
            continue
        wrong_name = domain.key != folder.name
        yield f"{folder}: key = {domain.key!r}: a domain is named by its folder" if wrong_name else None
    yield from measures()


def measures() -> Iterator[str | None]:
    """What procedures want to see beside their cases must be measured by somebody."""
    for domain, procedure in registry.procedures():
        for name in procedure.nearby:
            if registry.series(*name.split("/", 1)) is None:
                yield f"{domain.key}: procedures[{procedure.key}].nearby = {name!r}: name a series as domain/key"


def provinces() -> Iterator[str | None]:
    from haidang.provinces import pack

    for key in pack.packs():
        try:
            pack.load(key)
        except ManifestError as error:
            yield str(error)


def settings() -> Iterator[str | None]:
    from django.core import checks

    for problem in checks.run_checks():
        yield str(problem) if problem.level >= checks.WARNING else None


def migrations() -> Iterator[str | None]:
    """Models without their migration."""
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState
    from django.utils import translation

    loader = MigrationLoader(None, ignore_no_migrations=True)
    with translation.override(None):  # translated verbose names are not changes
        now = ProjectState.from_apps(apps)
        changes = MigrationAutodetector(loader.project_state(), now).changes(graph=loader.graph)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("haidang.")}
    for label in sorted(ours & set(changes)):
        yield f"{label}: models have changed without a migration: run `haidang manage makemigrations {label}`"
