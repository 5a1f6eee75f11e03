"""A case has the day to send by beside the day on which it is due; the queue goes by it. A business has late words."""

from datetime import date, datetime, time

from django.db import migrations, models
from django.db.models import F

from dsr.law.spans import PACIFIC, last_open_day

_NOT_YET = date(1970, 1, 1)


def fill(apps, _schema_editor):
    """Of what is there: the last open day before the case is due, if it came before that day.

    Each row is written once: of one that it wrote twice, PostgreSQL looks at the foreign keys when the transaction
    ends, and changes no index of the table before.
    """
    cases = apps.get_model("dsr", "Case").objects
    closed = {}
    for business_id, day in apps.get_model("dsr", "ClosedDay").objects.values_list("business_id", "day"):
        closed.setdefault(business_id, set()).add(day)
    for business_id, due_safe in cases.values_list("business_id", "due_safe").distinct():
        day = last_open_day(due_safe, frozenset(closed.get(business_id, ())))
        if day < due_safe:
            begins = datetime.combine(day, time(0), tzinfo=PACIFIC)
            due = cases.filter(business_id=business_id, due_safe=due_safe, received_at__lt=begins)
            due.update(send_by=day)
    cases.filter(send_by=_NOT_YET).update(send_by=F("due_safe"))


class Migration(migrations.Migration):
    dependencies = [("dsr", "0013_begun_steps")]

    operations = [
        migrations.AddField(
            "business",
            "late_words",
            models.TextField(
                blank=True,
                default="",
                help_text="Such a letter states the dates and nothing else. What stands here is added, such as why, "
                "or that you are sorry. Empty: nothing is added.",
                verbose_name="words of your own in a letter about a late response",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "case", "send_by", models.DateField(default=_NOT_YET), preserve_default=False
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex("case", "case_queue"),
        migrations.RemoveIndex("case", "case_by_state"),
        migrations.RemoveIndex("case", "case_by_assignee"),
        migrations.AddIndex(
            "case",
            models.Index(
                condition=models.Q(
                    state__in=["received", "responding", "review", "undelivered", "verifying", "working"]
                ),
                fields=["send_by", "id"],
                name="case_queue",
            ),
        ),
        migrations.AddIndex("case", models.Index(fields=["state", "send_by", "id"], name="case_by_state")),
        migrations.AddIndex("case", models.Index(fields=["assignee", "send_by", "id"], name="case_by_assignee")),
    ]
