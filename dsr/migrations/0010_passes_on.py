"""A disclosure says whether its recipient sells, rents or exchanges on what it got; rows of before say nothing."""

from django.db import migrations, models

from dsr import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("dsr", "0009_sold_rows")]

    operations = [
        migrations.AddField(
            "disclosure",
            "passes_on",
            models.CharField(
                blank=True,
                choices=[("", "not recorded"), ("yes", "yes"), ("no", "no")],
                default="",
                max_length=3,
                verbose_name="the recipient sells, rents or exchanges it on",
            ),
        ),
        # SQLite rebuilds tables to change them, and a rebuilt table has no triggers; a trigger names its columns.
        migrations.RunPython(install, install),
    ]
