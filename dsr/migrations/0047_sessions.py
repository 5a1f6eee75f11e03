"""Sessions are known by a hash of their keys. Those before it lay with their keys: they go, and everybody signs in once."""

from django.db import migrations, models

import dsr.clock


class Migration(migrations.Migration):
    dependencies = [('dsr', '0046_name_words')]

    operations = [
        migrations.RunSQL('DROP TABLE IF EXISTS django_session', migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('data', models.TextField()),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('browser', models.CharField(blank=True, max_length=60)),
                ('started_at', models.DateTimeField(default=dsr.clock.machine)),
                ('seen_at', models.DateTimeField(default=dsr.clock.machine)),
                (
                    'account',
                    models.ForeignKey(
                        null=True,
                        on_delete=models.deletion.CASCADE,
                        related_name='sessions',
                        to='dsr.account',
                    ),
                ),
            ],
        ),
    ]
