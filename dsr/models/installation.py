"""Which installation the database belongs to and where it stood; and what of a restored copy waits for a person."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.case import Case


class Misfit(models.TextChoices):
    """Why the desk is taken for a restored copy."""

    OTHER_NAME = "other-name", _("INSTALLATION_ID is another than the one that this database belongs to")
    OTHER_PLACE = "other-place", _("the database stands in another place than the one that it was marked in")
    OLDER = "older", _("the database is older than what stood here before")
    RESTORED = "restored", _("it was made by manage.py restore")
    BY_HAND = "by-hand", _("somebody said so: manage.py restored_copy --hold")


class Installation(models.Model):
    """The one row. While `held_since` is set, or name and place do not fit, no work is done and no mail leaves.

    `last_case`: the newest request that the copy brought along; what is newer came in here. `replayed`: the
    businesses in whose systems deletions were replayed since it is held.
    """

    name = models.CharField(max_length=40)  # INSTALLATION_ID
    place = models.CharField(max_length=80)
    marked_at = models.DateTimeField()
    held_since = models.DateTimeField(null=True)
    misfit = models.CharField(max_length=20, choices=Misfit.choices, blank=True)
    copied_at = models.DateTimeField(null=True)  # of its newest entry: what is later is not in it
    last_case = models.BigIntegerField(default=0)
    replayed = models.JSONField(default=list)
    released_at = models.DateTimeField(null=True)
    # The last process whose clock was off, by how much, and when.
    clock_seconds = models.IntegerField(null=True)
    clock_seen_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="installation_one_row")]


class CopiedCase(models.Model):
    """A request of a copy that was released: nothing of it leaves until a person says that it goes on."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="copied")


class GoneLetter(models.Model):
    """The Message-ID of a letter that went out after the backup and its day, as the log or a person says."""

    message_id = models.CharField(max_length=120, primary_key=True)
    gone_on = models.DateField(null=True)  # what an earlier release noted names none
