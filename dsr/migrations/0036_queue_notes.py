"""What waits already is noted in the rows of the cases once; from here on the triggers do it."""

from django.db import migrations

from dsr import triggers


def note(apps, schema_editor):
    triggers.note_all(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("dsr", "0035_queue_columns")]
    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
