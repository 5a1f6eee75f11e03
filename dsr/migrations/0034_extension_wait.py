"""A notice of more time waits before it leaves, and can be taken back until then."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dsr", "0033_bundle_permissions")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="leaves_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="letter",
            name="state",
            field=models.CharField(
                choices=[
                    ("waits", "waits to leave"),
                    ("written", "written, waits to be sent"),
                    ("sending", "being sent"),
                    ("uncertain", "may or may not have been accepted"),
                    ("accepted", "accepted by the mail server"),
                    ("refused", "refused for good"),
                    ("to-mail", "waits to be printed and mailed"),
                    ("mailed", "mailed"),
                    ("bounced", "came back"),
                    ("replaced", "replaced by a newer letter"),
                    ("taken-back", "taken back before it left"),
                ],
                max_length=10,
            ),
        ),
    ]
