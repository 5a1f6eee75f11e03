"""A person states that a year of the ledger is complete, and a report says on which statement, or day, it rests."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from dsr import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('dsr', '0007_actions'),
    ]

    operations = [
        migrations.CreateModel(
            name='YearStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='reporting year')),
                ('words', models.TextField(verbose_name='what was stated')),
                ('sources', models.TextField(verbose_name='what was checked')),
                ('checked_through', models.DateField(verbose_name='checked through')),
                ('stated_at', models.DateTimeField(verbose_name='stated at')),
                ('from_version', models.PositiveIntegerField(verbose_name='from version')),
                ('until_version', models.PositiveIntegerField(null=True, verbose_name='until version')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='known to hold no longer at')),
                ('ended_why', models.TextField(blank=True, verbose_name='why it was withdrawn')),
            ],
            options={
                'verbose_name': 'statement of a year',
                'verbose_name_plural': 'statements of years',
            },
        ),
        migrations.RemoveConstraint(
            model_name='compilation',
            name='compilation_once',
        ),
        migrations.AddField(
            model_name='compilation',
            name='as_of',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='yearstatement',
            name='business',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='year_statements', to='dsr.business'),
        ),
        migrations.AddField(
            model_name='yearstatement',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='yearstatement',
            name='stated_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='stated by'),
        ),
        migrations.AddField(
            model_name='compilation',
            name='statement',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='compilations', to='dsr.yearstatement'),
        ),
        migrations.AddConstraint(
            model_name='compilation',
            constraint=models.UniqueConstraint(fields=('business', 'report', 'year', 'ledger_version', 'letterhead', 'mode', 'language', 'format_version', 'statement'), name='compilation_once_a_statement'),
        ),
        migrations.AddConstraint(
            model_name='compilation',
            constraint=models.UniqueConstraint(fields=('business', 'report', 'year', 'ledger_version', 'letterhead', 'mode', 'language', 'format_version', 'as_of'), name='compilation_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='compilation',
            constraint=models.UniqueConstraint(condition=models.Q(('as_of', None), ('statement', None)), fields=('business', 'report', 'year', 'ledger_version', 'letterhead', 'mode', 'language', 'format_version'), name='compilation_once_unstated'),
        ),
        migrations.AddConstraint(
            model_name='yearstatement',
            constraint=models.UniqueConstraint(condition=models.Q(('until_version', None)), fields=('business', 'year'), name='year_statement_one_current'),
        ),
        # What a person stated is never changed, and SQLite rebuilds tables to change them, without their triggers.
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
