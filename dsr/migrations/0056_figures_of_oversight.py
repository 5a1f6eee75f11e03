"""Indexes by which what answers for the desk is counted: of few entries, of answers, of stops that a request made."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dsr', '0055_litigation_holds'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('responded_at__isnull', False)), fields=['responded_at', 'due_safe', 'assignee'], name='case_answered_late'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('name__in', ('receipt-corrected', 'close', 'join', 'one-pair-of-eyes', 'ask-proof', 'documents-deleted'))), fields=['name', 'at', 'account', 'case'], name='entry_counted'),
        ),
        migrations.AddIndex(
            model_name='suppression',
            index=models.Index(condition=models.Q(('case__isnull', False)), fields=['made_at', 'since'], name='suppression_of_cases'),
        ),
    ]
