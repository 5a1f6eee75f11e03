"""Views of the queue that are kept, the columns that each account turned on, and an order by when requests came."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dsr', '0050_limit_counts'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='queue_columns',
            field=models.CharField(blank=True, default='', editable=False, max_length=100),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('query', models.CharField(max_length=600)),
                ('is_shared', models.BooleanField(default=False, verbose_name='everybody at this desk sees it')),
                (
                    'account',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name='saved_views',
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                'indexes': [
                    models.Index(
                        condition=models.Q(('is_shared', True)), fields=['name'], name='saved_view_shared'
                    )
                ],
                'constraints': [models.UniqueConstraint(fields=('account', 'name'), name='saved_view_once')],
            },
        ),
    ]
