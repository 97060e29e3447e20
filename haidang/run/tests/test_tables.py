"""Tables that are made at once are those that migrations would make: what the tests run on is made so."""

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def test_nothing_is_left_to_be_applied(db):
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_tables_of_models_and_of_migrations_written_in_sql_are_there(db):
    made = set(connection.introspection.table_names())
    assert {one._meta.db_table for one in apps.get_models()} <= made
    assert {"reading", "latest", "procrastinate_workers"} <= made
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = 'event'::regclass")
        assert cursor.fetchone()[0] > 0
