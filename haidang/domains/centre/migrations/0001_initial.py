from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("said", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "centre_note"},
        ),
    ]
