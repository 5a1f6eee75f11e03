from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dsr", "0037_outcome_index")]

    operations = [
        migrations.AddField("tombstone", "is_exact", models.BooleanField(default=False)),
    ]
