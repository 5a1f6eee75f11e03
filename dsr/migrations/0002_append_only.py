"""The journal is append-only and ledger rows are immutable, by triggers in both databases."""

from django.db import migrations

from dsr import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("dsr", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
