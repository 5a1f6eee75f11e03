from django.db import migrations, models

import dsr.clock


class Migration(migrations.Migration):
    dependencies = [("dsr", "0065_lapsed_note")]

    operations = [
        migrations.CreateModel(
            name="AddressWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sealed", models.TextField()),
                ("at", models.DateTimeField(db_index=True, default=dsr.clock.machine)),
            ],
        ),
    ]
