"""What a person adds on the page of their own request, and a change of the address that waits."""

import django.db.models.deletion
import dsr.lifecycle
import dsr.reasons
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dsr', '0061_request_page'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='dsr.case')),
                ('about', models.CharField(choices=[('words', 'a message'), ('fact', 'a fact'), ('documents', 'documents'), ('not-mine', 'who reads the earlier address stopped a change of address'), ('tries', 'the page was given wrong facts of the request')], max_length=10)),
                ('point', models.CharField(blank=True, max_length=20)),
                ('number', models.PositiveIntegerField()),
                ('answer_number', models.PositiveIntegerField(null=True)),
                ('key', models.CharField(max_length=64, unique=True)),
                ('written_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled', models.CharField(blank=True, choices=[('answered', 'the desk answered it'), ('noted', 'read; it needs no answer'), ('used', 'the fact is used to check who asks'), ('left', 'the fact is not used'), ('ended', 'the record of the request was forgotten')], max_length=10)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'id'], name='message_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('about__in', ['words', 'fact', 'documents', 'not-mine', 'tries'])), name='message_about_known'), models.CheckConstraint(condition=models.Q(models.Q(('settled', ''), ('settled_at', None)), models.Q(('settled__in', ['answered', 'noted', 'used', 'left', 'ended']), ('settled_at__isnull', False)), _connector='OR'), name='message_settled_whole')],
            },
        ),
        migrations.CreateModel(
            name='FactTries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='fact_tries', to='dsr.case')),
                ('wrong', models.PositiveSmallIntegerField(default=0)),
                ('since', models.DateTimeField()),
            ],
            options={
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='AddressChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='address_changes', to='dsr.case')),
                ('leads', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='dsr.addresschange')),
                ('delivery', models.CharField(choices=[('email', 'email'), ('mail', 'paper mail')], max_length=10)),
                ('state', models.CharField(choices=[('asked', 'the new address has not answered yet'), ('proved', 'the new address answered; it takes effect after the wait'), ('done', 'it took effect'), ('stopped', 'stopped by who reads the earlier address'), ('by-desk', 'stopped by the desk'), ('lapsed', 'it came to nothing')], default='asked', max_length=10)),
                ('key', models.CharField(max_length=100, unique=True)),
                ('rests_on', models.CharField(max_length=64)),
                ('was_proved', models.BooleanField()),
                ('asked_at', models.DateTimeField()),
                ('proved_at', models.DateTimeField(null=True)),
                ('leaves_at', models.DateTimeField()),
                ('holds_until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'state'], name='address_change_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'proved', 'done', 'stopped', 'by-desk', 'lapsed'])), name='address_change_state'), models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'proved'])), fields=('case',), name='address_change_once')],
            },
        ),
        migrations.AddField(
            model_name='case',
            name='message_waits',
            field=models.CharField(db_default='', default='', editable=False, max_length=3),
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_to_do',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_for_staff',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_assigned',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_by_kind',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_by_brand',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_by_channel',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_bundle',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_decided',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_to_do_received',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_to_do_answered',
        ),
        migrations.RemoveField(
            model_name='case',
            name='to_do',
        ),
        migrations.AddField(
            model_name='case',
            name='to_do',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(('state__in', [dsr.lifecycle.State['CLOSED'], dsr.lifecycle.State['FORGOTTEN'], dsr.lifecycle.State['RESPONDED']]), models.Q(('stuck__gt', ''), ('message_waits__gt', ''), models.Q(('mail_waits__gt', ''), ('state', dsr.lifecycle.State['CLOSED'])), _connector='OR')), then=models.Value('after')), models.When(models.Q(('state', dsr.lifecycle.State['WORKING']), ('second_waits', 'yes')), then=models.Value('second')), models.When(models.Q(('state__in', [dsr.lifecycle.State['JOINED'], dsr.lifecycle.State['RECEIVED'], dsr.lifecycle.State['RESPONDING'], dsr.lifecycle.State['REVIEW'], dsr.lifecycle.State['UNDELIVERED'], dsr.lifecycle.State['VERIFYING'], dsr.lifecycle.State['WORKING']]), ('mail_waits', 'notice')), then=models.Value('mail')), models.When(models.Q(('state', dsr.lifecycle.State['WORKING']), ('step_waits__gt', '')), then=models.Value('fault')), models.When(models.Q(('state__in', [dsr.lifecycle.State['JOINED'], dsr.lifecycle.State['RECEIVED'], dsr.lifecycle.State['RESPONDING'], dsr.lifecycle.State['REVIEW'], dsr.lifecycle.State['UNDELIVERED'], dsr.lifecycle.State['VERIFYING'], dsr.lifecycle.State['WORKING']]), ('message_waits__gt', '')), then=models.Value('message')), models.When(models.Q(models.Q(('state', dsr.lifecycle.State['WORKING']), _negated=True), ('stuck__in', [dsr.reasons.Reason['NOT_WEIGHED'], dsr.reasons.Reason['PERMISSION_DENIED'], dsr.reasons.Reason['PERMISSION_SHORT'], dsr.reasons.Reason['PERMISSION_UNANSWERED'], dsr.reasons.Reason['PROOF_TOO_LITTLE']])), then=models.Value('identity')), models.When(models.Q(('stuck__gt', '')), then=models.Value('fault')), models.When(models.Q(('state', dsr.lifecycle.State['REVIEW']), ('step_waits', 'failed')), then=models.Value('fault')), models.When(models.Q(('state', dsr.lifecycle.State['REVIEW'])), then=models.Value('decide')), models.When(models.Q(('state', dsr.lifecycle.State['UNDELIVERED'])), then=models.Value('address')), models.When(models.Q(('mail_waits__gt', ''), ('state__in', [dsr.lifecycle.State['RESPONDING'], dsr.lifecycle.State['VERIFYING']])), then=models.Value('mail')), models.When(models.Q(('state__in', [dsr.lifecycle.State['JOINED'], dsr.lifecycle.State['RECEIVED'], dsr.lifecycle.State['RESPONDING'], dsr.lifecycle.State['REVIEW'], dsr.lifecycle.State['UNDELIVERED'], dsr.lifecycle.State['VERIFYING'], dsr.lifecycle.State['WORKING']])), then=models.Value('waits')), models.When(models.Q(('state', dsr.lifecycle.State['RESPONDED'])), then=models.Value('answered')), default=models.Value('ended')), output_field=models.CharField(max_length=8)),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['to_do', 'send_by', 'id', 'assignee', 'bundle_key'], name='case_to_do'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('to_do__in', ['message', 'decide', 'identity', 'mail', 'address', 'second', 'fault'])), fields=['send_by', 'id', 'assignee', 'bundle_key', 'to_do'], name='case_for_staff'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['assignee', 'to_do', 'send_by', 'id', 'bundle_key'], name='case_assigned'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['kind', 'to_do', 'send_by', 'id', 'assignee', 'bundle_key'], name='case_by_kind'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['brand', 'to_do', 'send_by', 'id', 'assignee', 'bundle_key'], name='case_by_brand'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['channel', 'to_do', 'send_by', 'id', 'assignee', 'bundle_key'], name='case_by_channel'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('bundle_key__isnull', False)), fields=['bundle_key', 'to_do', 'id'], name='case_bundle'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['outcome', 'to_do', 'send_by', 'id', 'assignee', 'bundle_key'], name='case_decided'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['to_do', 'received_at', 'assignee', 'send_by', 'bundle_key', 'id'], name='case_to_do_received'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('responded_at__isnull', False)), fields=['to_do', 'responded_at', 'assignee', 'send_by', 'bundle_key', 'id'], name='case_to_do_answered'),
        ),
    ]
