"""A step knows since when it may have been done, and which parts were; an open decision stands in no case."""

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Coalesce

# In these a person, a system or the desk itself may have acted already.
_MAY_HAVE_ACTED = ["doing", "asked"]
# For these reasons a step stopped before anything was done.
_BEFORE_THE_ACT = ["more-than-one-person", "no-address", "matched-by-other-points", "mapping-not-approved"]


def mark_begun(apps, schema_editor):
    """Of a failed step of a decided case nobody can tell any more: it counts as begun, and a person settles it."""
    steps = apps.get_model("dsr", "Step").objects.filter(begun_at=None)
    since = Coalesce(F("asked_at"), F("found_at"), F("case__received_at"))
    cases = apps.get_model("dsr", "Case").objects
    decided = cases.exclude(decided_at=None).values("pk")
    failed = steps.filter(state="failed", case__in=decided).exclude(reason__in=_BEFORE_THE_ACT)
    for rows in (steps.filter(state__in=_MAY_HAVE_ACTED), failed):
        for pk, at in list(rows.annotate(since=since).values_list("pk", "since")):
            steps.filter(pk=pk).update(begun_at=at)


def clear_open_decisions(apps, schema_editor):
    """A decision that was taken back left its outcome in the case."""
    rows = apps.get_model("dsr", "Case").objects.filter(state="review")
    rows.update(outcome="", reasons=[], decided_at=None, compilation=None)


class Migration(migrations.Migration):
    dependencies = [("dsr", "0012_suppression_made_at")]

    operations = [
        migrations.AddField("step", "begun_at", models.DateTimeField(null=True)),
        migrations.AddField("step", "asked_parts", models.JSONField(default=list)),
        migrations.AddField("step", "done_parts", models.JSONField(null=True)),
        migrations.AddField("step", "left_parts", models.JSONField(null=True)),
        migrations.RunPython(mark_begun, migrations.RunPython.noop),
        migrations.RunPython(clear_open_decisions, migrations.RunPython.noop),
    ]
