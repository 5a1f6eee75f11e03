import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dsr', '0039_permission_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='BundleSealed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('value', models.BinaryField()),
                ('bundle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sealed_values', to='dsr.bundle')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('bundle', 'name'), name='bundle_sealed_once')],
            },
        ),
        migrations.AddField(
            model_name='letter',
            name='bundle',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='dsr.bundle'),
        ),
        migrations.AlterField(
            model_name='letter',
            name='case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='dsr.case'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bundle', None), ('case__isnull', False)), models.Q(('bundle__isnull', False), ('case', None)), _connector='OR'), name='letter_of_case_or_bundle'),
        ),
    ]
