"""A case is found by each word of a name: an index of them, and a note that what stands has none yet."""

from django.db import migrations, models


def note_what_stands(apps, _schema_editor):
    last = apps.get_model('dsr', 'Case').objects.order_by('-pk').values_list('pk', flat=True).first()
    if last:
        apps.get_model('dsr', 'OwedRenewal').objects.create(what='names', up_to=last)


def forget_note(apps, _schema_editor):
    apps.get_model('dsr', 'OwedRenewal').objects.filter(what='names').delete()


class Migration(migrations.Migration):

    dependencies = [
        ('dsr', '0045_contents_and_indexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='owedrenewal',
            name='what',
            field=models.CharField(
                choices=[('list', 'List'), ('requests', 'Requests'), ('names', 'Names')], max_length=20, unique=True
            ),
        ),
        migrations.AddIndex(
            model_name='blindindex',
            index=models.Index(
                condition=models.Q(('field', 'word')), fields=['digest', 'case'], name='blind_index_word'
            ),
        ),
        migrations.CreateModel(
            name='NameWord',
            fields=[],
            options={'proxy': True, 'indexes': [], 'constraints': []},
            bases=('dsr.blindindex',),
        ),
        migrations.RunPython(note_what_stands, forget_note, elidable=True),
    ]
