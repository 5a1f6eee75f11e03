"""What in a PDF may act by itself is marked; null: it came before anybody looked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dsr", "0051_saved_views")]

    operations = [
        migrations.AddField("attachment", "acts", models.JSONField(null=True)),
        migrations.AddField("bundledocument", "acts", models.JSONField(null=True)),
    ]
