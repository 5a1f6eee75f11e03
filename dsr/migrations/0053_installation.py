"""Which installation the database belongs to, and what of a restored copy waits for a person."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dsr.models.installation


class Migration(migrations.Migration):
    dependencies = [("dsr", "0052_acting_parts")]

    operations = [
        migrations.CreateModel(
            "Installation",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("place", models.CharField(max_length=80)),
                ("marked_at", models.DateTimeField()),
                ("held_since", models.DateTimeField(null=True)),
                (
                    "misfit",
                    models.CharField(blank=True, choices=dsr.models.installation.Misfit.choices, max_length=20),
                ),
                ("copied_at", models.DateTimeField(null=True)),
                ("last_case", models.BigIntegerField(default=0)),
                ("replayed", models.JSONField(default=list)),
                ("clock_seconds", models.IntegerField(null=True)),
                ("clock_seen_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(pk=1), name="installation_one_row")],
            },
        ),
        migrations.CreateModel(
            "CopiedCase",
            [
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="copied",
                        serialize=False,
                        to="dsr.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            "GoneLetter",
            [("message_id", models.CharField(max_length=120, primary_key=True, serialize=False))],
        ),
    ]
