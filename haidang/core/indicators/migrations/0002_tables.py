from django.db import migrations

from haidang.kernel.sql import script


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial"), ("audit", "0002_guard")]
    operations = [script(__file__, "tables")]
