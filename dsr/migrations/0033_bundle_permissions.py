# Permissions of a bundle that come later are kept once, and hold for those of whom it is recorded.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dsr', '0032_receipt_corrections'),
    ]

    operations = [
        migrations.AlterField(
            model_name='bundledocument',
            name='purpose',
            field=models.CharField(choices=[('permission', 'permission to act for another'), ('for-chosen', 'permission that came later, for those of whom it is recorded'), ('letter', 'the request as it came on paper'), ('list', 'the list of the people')], max_length=12),
        ),
    ]
