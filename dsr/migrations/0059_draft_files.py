"""Files of forms that are not sent yet."""

from django.db import migrations, models

import dsr.models.draft_file


class Migration(migrations.Migration):
    dependencies = [('dsr', '0058_brand_contact')]

    operations = [
        migrations.CreateModel(
            name='DraftFile',
            fields=[
                (
                    'name',
                    models.CharField(
                        default=dsr.models.draft_file._random_name, max_length=32, primary_key=True, serialize=False
                    ),
                ),
                ('data_key', models.BinaryField()),
                ('sealed', models.BinaryField()),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
        ),
    ]
