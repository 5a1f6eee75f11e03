"""The day on which a letter of a restored copy went out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dsr", "0059_draft_files")]

    operations = [migrations.AddField("GoneLetter", "gone_on", models.DateField(null=True))]
