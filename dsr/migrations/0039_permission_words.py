"""The words of two states of a permission: only what a page calls them, nothing in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("dsr", "0038_tombstone_exact"),
    ]

    operations = [
        migrations.AlterField(
            model_name="agentpermission",
            name="state",
            field=models.CharField(
                choices=[
                    ("not-asked", "not asked"),
                    ("open", "a letter asks, no answer yet"),
                    ("given", "yes"),
                    ("denied", "no: they gave no permission"),
                    ("short", "yes, but what they gave to prove who they are is too little"),
                    ("unanswered", "no answer in time"),
                    ("no-address", "cannot be asked: no address of theirs is known to us"),
                    ("skipped", "without an answer, as staff decided"),
                ],
                default="not-asked",
                max_length=10,
            ),
        ),
    ]
