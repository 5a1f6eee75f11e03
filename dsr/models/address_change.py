"""A person changes the address to which the letters of their request go; it takes effect after a wait."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.clock import machine
from dsr.models.case import Case, Delivery


class ChangeState(models.TextChoices):
    ASKED = "asked", _("the new address has not answered yet")
    PROVED = "proved", _("the new address answered; it takes effect after the wait")
    DONE = "done", _("it took effect")
    STOPPED = "stopped", _("stopped by who reads the earlier address")
    STOPPED_BY_DESK = "by-desk", _("stopped by the desk")
    LAPSED = "lapsed", _("it came to nothing")


# In these it may still take effect.
WAITING = (ChangeState.ASKED, ChangeState.PROVED)


class AddressChangeRows(models.QuerySet["AddressChange"]):
    def waiting(self) -> "AddressChangeRows":
        return self.filter(state__in=WAITING)


class AddressChange(models.Model):
    """One a request; of those that came together each has a row, of which the first `leads`: its letters are for all.

    Sealed in the case as `address-change:<id>`: the new address. `rests_on`: keyed hash of the one that it replaces,
    blank once the record is forgotten.
    `holds_until`: until then nothing that was decided is done or answered, so that no answer goes where it should not.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="address_changes")
    leads = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followers")
    delivery = models.CharField(max_length=10, choices=Delivery.choices)
    state = models.CharField(max_length=10, choices=ChangeState.choices, default=ChangeState.ASKED)
    key = models.CharField(max_length=100, unique=True)
    rests_on = models.CharField(max_length=64)
    was_proved = models.BooleanField()  # who asks had shown before that they read what goes to the earlier one
    asked_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    leaves_at = models.DateTimeField()  # not before then it takes effect
    holds_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = AddressChangeRows.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "state"], name="address_change_of")]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ChangeState.values), name="address_change_state"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state__in=["asked", "proved"]), name="address_change_once"
            ),
        ]

    @property
    def sealed_as(self) -> str:
        return f"address-change:{self.pk}"


class AddressWish(models.Model):
    """Somebody told another address with a reference, known or not: sealed until a worker has looked, then gone."""

    sealed = models.TextField()
    at = models.DateTimeField(default=machine, db_index=True)
