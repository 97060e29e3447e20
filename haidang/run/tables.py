"""Makes the tables: in an empty database all at once, as the models have them; later by the migrations that are new.

Django draws up all models anew for each step of each migration, which takes most of a first start; what comes out of it
is the same, because a check holds models and migrations together.
"""

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

OURS = "haidang."


def make() -> None:
    """Bring the database to the present tables."""
    executor = MigrationExecutor(connection)
    plan = [one for one, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if executor.loader.applied_migrations or any(_fills(one) for one in plan):
        call_command("migrate", interactive=False, verbosity=0)
    else:
        _at_once(executor, plan)
    call_command("createcachetable", verbosity=0)


def _fills(migration: Migration) -> bool:
    """Whether one of ours makes rows. Those of libraries only change rows that an empty database does not have."""
    return type(migration).__module__.startswith(OURS) and any(
        isinstance(one, RunPython) for one in migration.operations
    )


def _at_once(executor: MigrationExecutor, plan: list[Migration]) -> None:
    """A library that keeps its tables in SQL alone wants to be committed step by step, and comes last."""
    ours = {one._meta.app_label for one in apps.get_models() if one._meta.can_migrate(connection)}
    with transaction.atomic():
        executor.recorder.ensure_schema()
        with connection.schema_editor() as editor:
            for model in apps.get_models():
                if model._meta.can_migrate(connection):
                    editor.create_model(model)
        for migration in plan:
            if migration.app_label in ours:
                _run_sql(executor, migration)
    for migration in plan:
        if migration.app_label not in ours:
            _run_sql(executor, migration)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def _run_sql(executor: MigrationExecutor, migration: Migration) -> None:
    """What a migration does besides models, and that it is done."""
    with connection.schema_editor() as editor:
        for operation in migration.operations:
            if isinstance(operation, RunSQL):
                operation.database_forwards(migration.app_label, editor, ProjectState(), ProjectState())
    executor.recorder.record_applied(migration.app_label, migration.name)
