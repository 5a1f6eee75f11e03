"""An approver is a reviewer who may give second approvals: a role in place of a mark. An auditor reads everything."""

from django.db import migrations, models


def name_approvers(apps, schema_editor):
    Account = apps.get_model('dsr', 'Account')
    Account.objects.filter(role='reviewer', is_second_approver=True).update(role='approver')


def name_reviewers(apps, schema_editor):
    """Backwards. Who reads everything reads what a viewer reads, and never more than before."""
    Account = apps.get_model('dsr', 'Account')
    Account.objects.filter(role='approver').update(role='reviewer', is_second_approver=True)
    Account.objects.filter(role='auditor').update(role='viewer')


def name_who_added(apps, schema_editor):
    Attachment = apps.get_model('dsr', 'Attachment')
    for role, before in (('approver', 'reviewer'), ('auditor', 'viewer')):
        Attachment.objects.filter(who=role).update(who=before)


class Migration(migrations.Migration):
    dependencies = [('dsr', '0048_access_record')]

    operations = [
        migrations.RemoveConstraint(model_name='account', name='account_role_known'),
        migrations.AlterField(
            model_name='account',
            name='role',
            field=models.CharField(
                choices=[
                    ('viewer', 'Viewer: reads'),
                    ('auditor', 'Auditor: reads everything, the access record too, and changes nothing'),
                    ('reviewer', 'Reviewer: decides and responds'),
                    ('approver', 'Approver: also gives second approvals'),
                    ('administrator', 'Administrator: also sets the desk up'),
                ],
                default='viewer',
                max_length=20,
                verbose_name='role',
            ),
        ),
        migrations.RunPython(name_approvers, name_reviewers),
        migrations.RemoveField(model_name='account', name='is_second_approver'),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(
                condition=models.Q(role__in=['viewer', 'auditor', 'reviewer', 'approver', 'administrator']),
                name='account_role_known',
            ),
        ),
        migrations.RemoveConstraint(model_name='attachment', name='attachment_who_known'),
        migrations.RunPython(migrations.RunPython.noop, name_who_added),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(
                condition=models.Q(
                    who__in=['machine', 'requester', 'viewer', 'auditor', 'reviewer', 'approver', 'administrator']
                ),
                name='attachment_who_known',
            ),
        ),
    ]
