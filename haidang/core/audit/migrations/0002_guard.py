from django.db import migrations

from haidang.kernel.sql import script


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [script(__file__, "guard"), script(__file__, "search")]
