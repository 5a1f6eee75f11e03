"""Two models take the names of their rooms: Telling is ThirdPartyNotice, Permission is AgentPermission."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dsr", "0003_kinds_systems_suppression")]

    operations = [
        migrations.RenameModel("Telling", "ThirdPartyNotice"),
        migrations.RenameModel("Permission", "AgentPermission"),
        # Only the name of the way back from the other side: no column changes.
        migrations.AlterField(
            "thirdpartynotice",
            "case",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="third_party_notices", to="dsr.case"
            ),
        ),
        migrations.AlterField(
            "thirdpartynotice",
            "provider",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="third_party_notices",
                to="dsr.provider",
            ),
        ),
        migrations.AlterField(
            "agentpermission",
            "case",
            models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="agent_permission", to="dsr.case"
            ),
        ),
    ]
