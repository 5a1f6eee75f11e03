"""What stands before today's spelling is told until somebody looked; a mark says whether its key was proved."""

from django.db import migrations, models


def note_what_stands(apps, _schema_editor):
    owed = apps.get_model("dsr", "OwedRenewal")
    for what, model in (("list", "Suppression"), ("requests", "Case")):
        last = apps.get_model("dsr", model).objects.order_by("-pk").values_list("pk", flat=True).first()
        if last:
            owed.objects.create(what=what, up_to=last)


class Migration(migrations.Migration):

    dependencies = [
        ('dsr', '0026_second_approvals'),
    ]

    operations = [
        migrations.CreateModel(
            name='OwedRenewal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('list', 'List'), ('requests', 'Requests')], max_length=20, unique=True)),
                ('up_to', models.BigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='keymark',
            name='is_proved',
            field=models.BooleanField(default=True),
        ),
        migrations.RunPython(note_what_stands, migrations.RunPython.noop, elidable=True),
    ]
