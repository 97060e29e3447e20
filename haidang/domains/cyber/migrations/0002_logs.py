from django.db import migrations

from haidang.kernel.sql import script


class Migration(migrations.Migration):
    dependencies = [("cyber", "0001_initial")]
    operations = [script(__file__, "logs")]
