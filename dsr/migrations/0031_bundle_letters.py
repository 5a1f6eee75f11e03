from django.db import migrations


def acknowledged_with_all(apps, schema_editor):
    """Until now all of a bundle were acknowledged by its one letter."""
    Bundle, Bundled = apps.get_model('dsr', 'Bundle'), apps.get_model('dsr', 'Bundled')
    for bundle in Bundle.objects.exclude(letter=None).iterator():
        Bundled.objects.filter(bundle=bundle).update(letter=bundle.letter_id)


class Migration(migrations.Migration):

    dependencies = [
        ('dsr', '0030_bundle_lists'),
    ]

    operations = [
        migrations.RunPython(acknowledged_with_all, migrations.RunPython.noop),
    ]
