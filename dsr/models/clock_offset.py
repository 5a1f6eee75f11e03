"""The demo's one row that moves the desk's time forward."""

from django.db import models


class ClockOffset(models.Model):
    seconds = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="clock_offset_one_row")]
