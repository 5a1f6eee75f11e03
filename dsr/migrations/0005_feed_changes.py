from django.db import migrations, models
from django.db.models import F


def number(apps, schema_editor):
    """What programs have taken was counted by id. What was lifted since was never told: it comes again at the end."""
    rows = apps.get_model("dsr", "Suppression").objects.all()
    rows.update(change=F("id"))
    last = rows.order_by("-id").values_list("id", flat=True).first() or 0
    lifted = rows.exclude(lifted_at=None).order_by("lifted_at", "id").values_list("id", flat=True)
    for place, key in enumerate(list(lifted), last + 1):
        rows.filter(id=key).update(change=place)


class Migration(migrations.Migration):
    dependencies = [
        ("dsr", "0004_feed_confirmed"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="suppression",
            name="suppression_feed",
        ),
        migrations.AddField(
            model_name="suppression",
            name="change",
            field=models.BigIntegerField(default=0),
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="suppression",
            index=models.Index(fields=["business", "change"], name="suppression_change"),
        ),
    ]
