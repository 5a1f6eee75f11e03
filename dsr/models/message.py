"""What a person adds on the page of their own request: words to the desk, a fact, documents, a warning.

What they wrote and what the desk answers are the sealed words of two entries of the journal, told by their numbers.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.case import Case


class About(models.TextChoices):
    """What came. `WORDS` is answered; of the others somebody at the desk says what came of it."""

    WORDS = "words", _("a message")
    FACT = "fact", _("a fact")
    DOCUMENTS = "documents", _("documents")
    NOT_MINE = "not-mine", _("who reads the earlier address stopped a change of address")
    LAPSED = "lapsed", _("a change of address that was confirmed came to nothing")
    TRIES = "tries", _("the page was given wrong facts of the request")


class Settled(models.TextChoices):
    """What the desk did with it."""

    ANSWERED = "answered", _("the desk answered it")
    NOTED = "noted", _("read; it needs no answer")
    USED = "used", _("the fact is used to check who asks")
    LEFT = "left", _("the fact is not used")
    ENDED = "ended", _("the record of the request was forgotten")


class MessageRows(models.QuerySet["Message"]):
    def waiting(self) -> "MessageRows":
        return self.filter(settled_at=None)


class Message(models.Model):
    """One of them. No message stops or moves a clock, and none is a request by itself: a person opens that from it.

    `key` makes a press count once. `point`: of a fact, which one, a name of dsr.law.verification.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    about = models.CharField(max_length=10, choices=About.choices)
    point = models.CharField(max_length=20, blank=True)
    number = models.PositiveIntegerField()  # of the entry that keeps it
    answer_number = models.PositiveIntegerField(null=True)
    key = models.CharField(max_length=64, unique=True)
    written_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled = models.CharField(max_length=10, choices=Settled.choices, blank=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = MessageRows.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="message_of")]
        constraints = [
            models.CheckConstraint(condition=models.Q(about__in=About.values), name="message_about_known"),
            models.CheckConstraint(
                condition=models.Q(settled_at=None, settled="")
                | models.Q(settled_at__isnull=False, settled__in=Settled.values),
                name="message_settled_whole",
            ),
        ]


class FactTries(models.Model):
    """How often a fact of the request was given wrongly on its page since `since`, dsr/request_facts/."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="fact_tries")
    wrong = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()
