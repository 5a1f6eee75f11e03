"""Who came in, whose access was changed, who saw what: a record that is added to and never changed."""

import django.db.models.deletion
from django.db import migrations, models

import dsr.clock


class Migration(migrations.Migration):
    dependencies = [('dsr', '0047_sessions')]

    operations = [
        migrations.CreateModel(
            name='AccessEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=dsr.clock.now)),
                ('name', models.CharField(max_length=30)),
                ('page', models.CharField(blank=True, max_length=40)),
                ('reference', models.CharField(blank=True, max_length=40)),
                ('client', models.CharField(blank=True, max_length=16)),
                ('facts', models.JSONField(default=dict)),
                (
                    'account',
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='access_entries',
                        to='dsr.account',
                    ),
                ),
                (
                    'by',
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name='access_entries_made',
                        to='dsr.account',
                    ),
                ),
            ],
            options={'indexes': [models.Index(fields=['account', '-at'], name='access_of_account')]},
        ),
    ]
