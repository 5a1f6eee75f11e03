"""A direction from outside to keep data, an agency's or a court's, and the order of secrecy that may come with it."""

from django.db import models

from dsr.models.system import Step


class AgencyDirection(models.Model):
    """One direction, or one renewal of it; the newest of a step counts. Its days run from the day of the direction.

    `forbids_telling`: an order came with it under which nobody may be told; without one, the person is. Sealed in the
    case as `direction:<id>`: agency, number (the agency's own, of its case) and why.
    """

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="directions")
    keep_code = models.CharField(max_length=40)
    directed_on = models.DateField()
    ends_on = models.DateField()  # its last day
    forbids_telling = models.BooleanField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["step_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(directed_on__lte=models.F("ends_on")), name="agency_direction_in_order"
            )
        ]
