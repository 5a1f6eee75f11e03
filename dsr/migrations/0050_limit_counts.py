"""Limits of sign-in and of codes count in rows while the cache is away."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('dsr', '0049_roles')]

    operations = [
        migrations.CreateModel(
            name='LimitCount',
            fields=[
                ('digest', models.CharField(max_length=160, primary_key=True, serialize=False)),
                ('value', models.TextField()),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
        ),
    ]
