"""Whether the law of a request covers the person: what was recorded, what it rests on, and what was asked."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.case import Case
from dsr.models.letter import Letter


class About(models.TextChoices):
    """Something that must be so for the law to cover the person, or our decision."""

    RESIDENCE = "residence", _("The person lives in California")
    HOUSEHOLD = "household", _("The dealings are mainly for personal, family or household use")
    RELATIONSHIP = "relationship", _("The person has a business relationship with us")
    RECENT = "recent", _("It is recent: an account is open, or the last purchase is not too old")
    OWN_DATA = "own-data", _("We hold the information for ourselves, not only for another business")

    @property
    def denied(self) -> Any:
        """What is so when this is not, in words for staff."""
        return _DENIED[self]


_DENIED = {
    About.RESIDENCE: _("The person does not live in California"),
    About.HOUSEHOLD: _("The dealings are mainly for a business or a job"),
    About.RELATIONSHIP: _("The person has no business relationship with us"),
    About.RECENT: _("No account is open, and the last purchase is too old"),
    About.OWN_DATA: _("We hold the information only for another business"),
}


class Says(models.TextChoices):
    """What a record says. Silence is none of these."""

    NOT_SO = "no", _("It is not so")
    SO = "yes", _("It is so")
    OPEN = "open", _("It is open again: what was recorded before was a mistake")


class RestsOn(models.TextChoices):
    """On what a record rests. A billing address and a look-up that found nothing are none: the person is asked."""

    REQUEST = "request", _("the request itself says so, in its own words")
    WRITING = "writing", _("we were told so in writing since")
    PHONE = "phone", _("we were told so by phone or in person")
    ANSWER = "answer", _("it was the answer to our question")
    CONTRACT = "contract", _("our contract shows it")
    LAST_PURCHASE = "last-purchase", _("our records show the last purchase, and no account is open")


# What the person, or who asks for them, said since the request.
TOLD = frozenset({RestsOn.WRITING, RestsOn.PHONE, RestsOn.ANSWER})
# What our own records show.
SHOWN = frozenset({RestsOn.CONTRACT, RestsOn.LAST_PURCHASE})


class EligibilityQuestion(models.Model):
    """A question that a letter put to who asks. No answer to it is never read as a no."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="eligibility_questions")
    about = models.CharField(max_length=20, choices=About.choices)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="eligibility_questions")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()


class EligibilityRecord(models.Model):
    """What staff recorded; of one case and subject the newest counts. The note is sealed with the journal's entry.

    `day`: when we were told; of a last purchase, its own day.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="eligibility_records")
    about = models.CharField(max_length=20, choices=About.choices)
    says = models.CharField(max_length=4, choices=Says.choices)
    rests_on = models.CharField(max_length=16, choices=RestsOn.choices, blank=True)
    day = models.DateField(null=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    entry = models.PositiveIntegerField()  # its number in the journal of the case
