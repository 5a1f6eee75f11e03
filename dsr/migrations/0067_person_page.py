"""Of one of many people, whom our letters go to, the page of their own request."""

from django.db import migrations, models


def leave_out_persons(apps, editor):
    """The release before knows one reader of a request."""
    apps.get_model("dsr", "PageLink").objects.filter(is_person=True).delete()
    # What is left of the foreign keys is looked at now: PostgreSQL alters no table for which that waits.
    editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [("dsr", "0066_address_wish")]

    operations = [
        migrations.AddField("PageLink", "is_person", models.BooleanField(default=False)),
        migrations.RemoveConstraint("PageLink", "page_link_once"),
        migrations.AddConstraint(
            "PageLink",
            models.UniqueConstraint(fields=["case", "is_person", "number"], name="page_link_once"),
        ),
        migrations.RunPython(migrations.RunPython.noop, leave_out_persons),
    ]
