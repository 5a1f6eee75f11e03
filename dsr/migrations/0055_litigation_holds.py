"""Litigation holds with the requests that they cover, and how long the record of each kind is kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dsr', '0054_evidence_packs'),
    ]

    operations = [
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=11, unique=True)),
                ('scope', models.CharField(choices=[('person', 'A person: every request of theirs'), ('case', 'One request'), ('period', 'A period: every request received in it'), ('recipient', 'A recipient: every request whose answer names it')], max_length=10)),
                ('begins_at', models.DateTimeField(null=True)),
                ('ends_at', models.DateTimeField(null=True)),
                ('recipient_key', models.CharField(blank=True, max_length=120)),
                ('until', models.DateField()),
                ('sealed', models.TextField()),
                ('set_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('listed_to', models.BigIntegerField(default=0)),
                ('walked_on', models.DateField(null=True)),
                ('business', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dsr.business')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holds_of_it', to='dsr.case')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='HoldDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('hold', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='digests', to='dsr.legalhold')),
            ],
        ),
        migrations.CreateModel(
            name='HoldChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('set', 'Set the hold'), ('changed', 'Gave it another day'), ('ended', 'Ended the hold')], max_length=8)),
                ('at', models.DateTimeField()),
                ('until', models.DateField()),
                ('sealed', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hold', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='dsr.legalhold')),
            ],
            options={
                'ordering': ['hold_id', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CaseOnHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noted', models.BigIntegerField(default=0)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='dsr.case')),
                ('hold', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='dsr.legalhold')),
            ],
        ),
        migrations.CreateModel(
            name='RecordPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('months', models.PositiveSmallIntegerField()),
                ('reason', models.TextField()),
                ('set_at', models.DateTimeField()),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='legalhold',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['scope', 'until'], name='legal_hold_standing'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(('scope', 'person'), models.Q(('case__isnull', False), ('scope', 'case')), models.Q(('begins_at__isnull', False), ('ends_at__gt', models.F('begins_at')), ('scope', 'period')), models.Q(('business__isnull', False), ('scope', 'recipient'), models.Q(('recipient_key', ''), _negated=True)), _connector='OR'), name='legal_hold_of_scope'),
        ),
        migrations.AddConstraint(
            model_name='holddigest',
            constraint=models.UniqueConstraint(fields=('digest', 'hold'), name='hold_digest_once'),
        ),
        migrations.AddIndex(
            model_name='caseonhold',
            index=models.Index(fields=['hold', 'noted', 'case'], name='case_on_hold_noted'),
        ),
        migrations.AddConstraint(
            model_name='caseonhold',
            constraint=models.UniqueConstraint(fields=('case', 'hold'), name='case_on_hold_once'),
        ),
        migrations.AddIndex(
            model_name='recordperiod',
            index=models.Index(fields=['kind', '-id'], name='record_period_of_kind'),
        ),
    ]
