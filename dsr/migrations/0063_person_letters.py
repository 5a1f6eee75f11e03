"""Letters that go to whom they are about, where an agent wrote for many and showed no permission."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dsr", "0062_own_page_acts")]

    operations = [
        migrations.AddField("Letter", "to_person", models.BooleanField(default=False)),
        migrations.AddField("Bundled", "through_agent_at", models.DateTimeField(null=True)),
    ]
