import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("things", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Still",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("facts", models.JSONField()),
                ("declared", models.JSONField(null=True)),
                ("sealed", models.BinaryField(null=True)),
                ("data_class", models.CharField(default="internal", max_length=16)),
                ("is_on", models.BooleanField(default=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("tried_at", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("same_since", models.DateTimeField(null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("width", models.IntegerField(default=0)),
                ("height", models.IntegerField(default=0)),
                ("failures", models.IntegerField(default=0)),
                ("problem_vi", models.TextField(blank=True)),
                ("problem_en", models.TextField(blank=True)),
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="still", to="things.thing"
                    ),
                ),
            ],
            options={
                "db_table": "still",
            },
        ),
    ]
