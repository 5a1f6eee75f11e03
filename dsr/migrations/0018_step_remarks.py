"""What a person should know of a step beside its reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dsr", "0017_earlier_response")]

    operations = [
        migrations.AddField(model_name="step", name="remarks", field=models.JSONField(default=list)),
    ]
