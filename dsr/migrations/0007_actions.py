"""A step, a tombstone, a system and a provider name the action; the columns keep their names."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dsr", "0006_bells")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("step", "step_once"),
                migrations.RemoveConstraint("tombstone", "tombstone_once"),
                migrations.RenameField("step", "deed", "action"),
                migrations.RenameField("tombstone", "deed", "action"),
                migrations.RenameField("system", "deeds", "actions"),
                migrations.RenameField("provider", "deeds", "actions"),
                migrations.AlterField("step", "action", models.CharField(db_column="deed", max_length=20)),
                migrations.AlterField("tombstone", "action", models.CharField(db_column="deed", max_length=20)),
                migrations.AlterField(
                    "system",
                    "actions",
                    models.JSONField(blank=True, db_column="deeds", default=list, verbose_name="takes part in"),
                ),
                migrations.AlterField(
                    "provider",
                    "actions",
                    models.JSONField(db_column="deeds", default=list, verbose_name="is told of"),
                ),
                migrations.AddConstraint(
                    "step", models.UniqueConstraint(fields=("case", "system", "action"), name="step_once")
                ),
                migrations.AddConstraint(
                    "tombstone",
                    models.UniqueConstraint(
                        fields=("system", "action", "field", "digest", "portions"), name="tombstone_once"
                    ),
                ),
            ]
        )
    ]
