from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="RoomDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "day", "room", "role", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("room", models.CharField(max_length=60)),
                ("role", models.CharField(max_length=40)),
                ("opens", models.IntegerField(default=0)),
            ],
            options={"db_table": "usage_room_day"},
        ),
    ]
