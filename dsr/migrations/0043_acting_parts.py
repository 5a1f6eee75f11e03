"""What in a PDF may act by itself is marked; null: it came before anybody looked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dsr", "0041_move_letters_of_bundles")]

    operations = [
        migrations.AddField("attachment", "acts", models.JSONField(null=True)),
        migrations.AddField("bundledocument", "acts", models.JSONField(null=True)),
    ]
