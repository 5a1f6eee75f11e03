"""One letter to one person: its exact words are sealed beside it, and this row says how far it came."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.case import Case, Delivery


class LetterState(models.TextChoices):
    WAITS = "waits", _("waits to leave")
    WRITTEN = "written", _("written, waits to be sent")
    SENDING = "sending", _("being sent")
    UNCERTAIN = "uncertain", _("may or may not have been accepted")
    ACCEPTED = "accepted", _("accepted by the mail server")
    REFUSED = "refused", _("refused for good")
    TO_MAIL = "to-mail", _("waits to be printed and mailed")
    MAILED = "mailed", _("mailed")
    BOUNCED = "bounced", _("came back")
    REPLACED = "replaced", _("replaced by a newer letter")
    TAKEN_BACK = "taken-back", _("taken back before it left")
    TOO_LATE = "too-late", _("not out in time")  # a notice of more time, after the last day for it


# A letter in one of these reached the person, or may have.
MAY_HAVE_REACHED = frozenset({LetterState.SENDING, LetterState.UNCERTAIN, LetterState.ACCEPTED, LetterState.MAILED})
# A letter in one of these is out: the mail server has it, or the mail.
OUT = frozenset({LetterState.ACCEPTED, LetterState.MAILED})
# Nothing of these left the house.
UNSENT = frozenset({LetterState.WAITS, LetterState.WRITTEN, LetterState.TO_MAIL})
# By email, and not known to have arrived.
ON_ITS_WAY = frozenset({LetterState.WRITTEN, LetterState.SENDING, LetterState.UNCERTAIN})
# Nothing more becomes of these.
CALLED_OFF = frozenset({LetterState.REPLACED, LetterState.TAKEN_BACK})


class LetterRows(models.QuerySet["Letter"]):
    def to_writer(self) -> "LetterRows":
        """Those that went to who wrote, or are to: not to the person of whom another wrote, nor to anybody else."""
        return self.exclude(to_person=True).exclude(is_to_requester=False)


class Letter(models.Model):
    """Sealed as `letter:<id>`: to, subject, text, html. A paper letter's PDF is sealed as `letter-pdf:<id>`.

    It is of one case, or of one bundle: what lists many people stands in the record of none of them.
    """

    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="letters")
    bundle = models.ForeignKey("dsr.Bundle", null=True, on_delete=models.PROTECT, related_name="letters")
    # The letter of another request that says this, too: it leaves as that one, and this is the record of it.
    goes_with = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="others")
    name = models.CharField(max_length=80)  # what it is to its case: a folder below templates/letters/
    is_response = models.BooleanField()
    is_to_requester = models.BooleanField(null=True)  # it went to who wrote; empty: written before this was kept
    delivery = models.CharField(max_length=10, choices=Delivery.choices)
    to_person = models.BooleanField(default=False)  # an agent wrote for many; it went to whom it is about, not to them
    language = models.CharField(max_length=10)
    key = models.CharField(max_length=120, unique=True)  # the same letter is written once
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=LetterState.choices)
    compilation = models.ForeignKey("dsr.Compilation", null=True, on_delete=models.PROTECT)
    written_at = models.DateTimeField()
    leaves_at = models.DateTimeField(null=True)  # until then it waits, and can be taken back
    sending_since = models.DateTimeField(null=True)
    uncertain_count = models.PositiveSmallIntegerField(default=0)
    answer_code = models.CharField(max_length=20, blank=True)  # the mail server's code, never its words
    accepted_at = models.DateTimeField(null=True)
    mailed_on = models.DateField(null=True)

    objects = LetterRows.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state"], name="letter_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(case__isnull=False, bundle=None) | models.Q(case=None, bundle__isnull=False),
                name="letter_of_case_or_bundle",
            )
        ]

    @property
    def own_case(self) -> Case:
        """Its case, where it is known to be of one. Raises ValueError for a letter of a bundle."""
        if self.case is None:
            raise ValueError("This letter is of a bundle, and of no case.")
        return self.case
