"""SQL that belongs to an app, kept in its `sql/` folder and run by its second migration."""

from pathlib import Path

from django.db import migrations


def script(beside: str, name: str) -> migrations.RunSQL:
    """The operation that runs `sql/<name>.sql` of the app whose migration file is `beside`."""
    text = (Path(beside).parent.parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    return migrations.RunSQL(text, migrations.RunSQL.noop)
