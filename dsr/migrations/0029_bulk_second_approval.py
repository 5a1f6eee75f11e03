import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dsr', '0028_decided_mark'),
    ]

    operations = [
        migrations.AddField(
            model_name='bulk',
            name='approval',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bulks', to='dsr.secondapproval'),
        ),
        migrations.AddField(
            model_name='bulkrow',
            name='act',
            field=models.CharField(blank=True, max_length=20),
        ),
    ]
