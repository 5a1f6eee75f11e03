"""A draft remembers that a file is being put into it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dsr", "0002_append_only")]
    operations = [
        migrations.AddField(
            model_name="ledgerversion",
            name="unfinished",
            field=models.CharField(blank=True, editable=False, max_length=80),
        ),
    ]
