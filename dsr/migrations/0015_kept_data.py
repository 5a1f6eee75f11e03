"""What is kept for a purpose is looked at again; what somebody outside directed is recorded.

Letters of the release before promised to delete what is kept when the reason ends: each such step gets the day on which
somebody looks, twelve months after it was settled. Where that day is over, the case goes to a person at once. A hold
keeps the end that it had: it is counted as before while no direction is recorded.
"""

from datetime import date
from zoneinfo import ZoneInfo

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

# What had a purpose of its own; of the others no end was ever due.
_PURPOSES = (
    "E1_TRANSACTION_WARRANTY_CONTRACT",
    "E2_SECURITY_INTEGRITY",
    "E3_DEBUG",
    "E4_FREE_SPEECH_OR_OTHER_RIGHT",
    "E5_CALECPA",
    "E6_RESEARCH_WITH_CONSENT",
    "E7_EXPECTED_INTERNAL_USE",
    "E8_LEGAL_OBLIGATION",
    "X_LAW_OR_COURT",
    "X_LEGAL_CLAIMS",
)
_PACIFIC = ZoneInfo("America/Los_Angeles")


def _a_year_later(day: date) -> date:
    return date(day.year + 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def give_review_dates(apps, _editor) -> None:
    steps = apps.get_model("dsr", "Step").objects
    kept = steps.filter(state="kept", keep_code__in=_PURPOSES, review_on=None, settled_at__isnull=False)
    for step in kept.exclude(case__state="forgotten").only("pk", "settled_at").iterator():
        settled_on = step.settled_at.astimezone(_PACIFIC).date()
        steps.filter(pk=step.pk).update(review_on=_a_year_later(settled_on))


class Migration(migrations.Migration):
    dependencies = [("dsr", "0014_send_by")]

    operations = [
        migrations.AddField(
            model_name="step",
            name="review_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="system",
            name="review_months",
            field=models.PositiveSmallIntegerField(
                default=12,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(120),
                ],
                verbose_name="months until somebody looks again at what it keeps",
            ),
        ),
        migrations.CreateModel(
            name="AgencyDirection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("keep_code", models.CharField(max_length=40)),
                ("directed_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("forbids_telling", models.BooleanField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="directions", to="dsr.step"
                    ),
                ),
            ],
            options={
                "ordering": ["step_id", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(directed_on__lte=models.F("ends_on")), name="agency_direction_in_order"
                    )
                ],
            },
        ),
        migrations.RunPython(give_review_dates, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(review_on__isnull=False), fields=["review_on"], name="step_by_review"
            ),
        ),
    ]
