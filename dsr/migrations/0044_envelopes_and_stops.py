"""A bundle keeps the envelope in which it came; a report that is compiled shows how far it came, and can be stopped."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("dsr", "0043_anchors"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bundledocument",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("permission", "permission to act for another"),
                    ("for-chosen", "permission that came later, for those of whom it is recorded"),
                    ("letter", "the request as it came on paper"),
                    ("list", "the list of the people"),
                    ("envelope", "when and how it came: the envelope, or the header of the email"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="compilation",
            name="state",
            field=models.CharField(
                choices=[
                    ("wanted", "being compiled"),
                    ("blocked", "blocked by gaps in the ledger"),
                    ("done", "compiled"),
                    ("failed", "could not be compiled"),
                    ("stopped", "stopped by a person"),
                ],
                default="wanted",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="compilation",
            name="parts_done",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="compilation",
            name="stop_asked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="compilation",
            name="stopped_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
