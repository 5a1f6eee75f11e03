"""A case: one request by one person, with its clock and its record."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.kinds import base
from dsr.law.closures import CLOSURES
from dsr.lifecycle import ENDED, OPEN, State
from dsr.models.to_do import FOR_STAFF, next_act

if TYPE_CHECKING:
    from datetime import date


class Channel(models.TextChoices):
    FORM = "form", _("our form")
    EMAIL = "email", _("email")
    MAIL = "mail", _("paper mail")
    PHONE = "phone", _("phone")
    IN_PERSON = "in-person", _("in person")


class Delivery(models.TextChoices):
    EMAIL = "email", _("email")
    MAIL = "mail", _("paper mail")


def owes_rest() -> models.Q:
    """Responded with what was known so far: the supplement is owed."""
    owed = models.Q(pk__in=())
    for kind in base.every():
        if kind.codes_owing_rest:
            owed |= models.Q(kind=kind.code, outcome__in=kind.codes_owing_rest)
    return models.Q(state=State.RESPONDED) & owed


class JoinGround(models.TextChoices):
    """By what two requests are known to be of the same person."""

    SAME_ADDRESS = "same-address", _("The same name and the same email address of their own")
    SAME_POINTS = "same-points", _("The same name, and the same account, phone number or mailing address")
    SAID_SO = "said-so", _("The person said that both are theirs")
    DOCUMENT = "document", _("A document shows it")


class CountTo(models.Subquery):
    """The number of rows of a query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


class CaseRows(models.QuerySet["Case"]):
    def open(self) -> "CaseRows":
        return self.filter(state__in=sorted(OPEN))

    def unanswered(self) -> "CaseRows":
        """Open, or answered with what was known so far: a part is no whole answer."""
        return self.filter(models.Q(state__in=sorted(OPEN)) | owes_rest())

    def ended(self) -> "CaseRows":
        return self.filter(state__in=sorted(ENDED))

    def overdue(self, today: "date") -> "CaseRows":
        """Past the day to send by, which is the desk's own; the law's may be still to come."""
        return self.open().filter(send_by__lt=today)

    def owing_rest(self) -> "CaseRows":
        return self.filter(owes_rest())

    def with_notes(self) -> "CaseRows":
        """What of each waits in other tables, as yes or no."""
        noted = {
            "has_letters_to_mail": models.Q(mail_waits__gt=""),
            "has_notice_to_mail": models.Q(mail_waits="notice"),
            "waits_for_second": models.Q(second_waits="yes"),
        }
        kind = models.BooleanField()
        return self.annotate(**{name: models.ExpressionWrapper(one, kind) for name, one in noted.items()})

    def first_of_bundle(self, alike: models.Q) -> "CaseRows":
        """Without those that another one of their bundle stands for: the first of those that this holds for, too."""
        before = Case.objects.filter(alike, bundle_key=models.OuterRef("bundle_key"), pk__lt=models.OuterRef("pk"))
        return self.filter(models.Q(bundle_key=None) | ~models.Exists(before))

    def most_urgent_first(self) -> "CaseRows":
        return self.order_by("send_by", "pk")


class Case(models.Model):
    """Only dsr/journal/writer.py creates and updates cases. Nothing here tells who the person is."""

    reference = models.CharField(max_length=11, unique=True)
    submission = models.CharField(max_length=64, unique=True)  # pressing twice makes one case
    kind = models.CharField(max_length=40, db_index=True)
    state = models.CharField(max_length=20)
    business = models.ForeignKey("dsr.Business", on_delete=models.PROTECT, related_name="cases")
    brand = models.ForeignKey("dsr.Brand", on_delete=models.PROTECT, related_name="cases")
    language = models.CharField(max_length=10, default="en")

    # How it came.
    channel = models.CharField(max_length=10, choices=Channel.choices)
    came_to = models.ForeignKey(
        "dsr.DesignatedAddress", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    is_designated = models.BooleanField()
    received_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    policy_version = models.ForeignKey("dsr.PolicyVersion", null=True, blank=True, on_delete=models.PROTECT)
    choice_mode = models.ForeignKey("dsr.ChoiceMode", null=True, blank=True, on_delete=models.PROTECT)
    answers = models.JSONField(default=dict)  # what was stated, by question; never personal information
    is_for_another = models.BooleanField(default=False)
    delivery = models.CharField(max_length=10, choices=Delivery.choices)

    # The clock. The explanation is kept in the journal.
    year = models.PositiveSmallIntegerField(null=True, blank=True)  # the reporting year, frozen at receipt
    due_safe = models.DateField()
    due_latest = models.DateField()
    # The day to work to, which leads everywhere at the desk: `due_safe`, or the last open day before it.
    send_by = models.DateField()

    # The work.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    outcome = models.CharField(max_length=60, blank=True)
    reasons = models.JSONField(default=list)
    compilation = models.ForeignKey(
        "dsr.Compilation", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    # The request whose form, or whose text, asked for this one too: where both need proof, one serves both.
    opened_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="opened")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_level = models.CharField(max_length=12, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    joined_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates")
    join_ground = models.CharField(
        max_length=20, blank=True
    )  # a JoinGround; empty: not joined, or before there was one
    stuck = models.CharField(max_length=60, blank=True)  # why the machine cannot go on; empty when it can
    decided_at = models.DateTimeField(null=True, blank=True)
    leaves_at = models.DateTimeField(null=True, blank=True)  # until then nothing that was decided is done or sent
    decided_mark = models.CharField(
        max_length=64, blank=True
    )  # digest of the letter as it was decided, while it waits
    responded_at = models.DateTimeField(null=True, blank=True)
    retain_until = models.DateField(null=True, blank=True)
    closure = models.CharField(max_length=20, blank=True)  # how it ended without an answer, dsr/law/closures.py
    forgotten_at = models.DateTimeField(null=True, blank=True)

    # What of it waits in other tables, noted by the database itself (dsr/triggers.py), and what follows for staff.
    mail_waits = models.CharField(max_length=6, default="", db_default="", editable=False)  # "letter" or "notice"
    step_waits = models.CharField(max_length=7, default="", db_default="", editable=False)  # "failed" or "stopped"
    second_waits = models.CharField(max_length=3, default="", db_default="", editable=False)  # "yes"
    message_waits = models.CharField(max_length=3, default="", db_default="", editable=False)  # "yes"
    bundle_key = models.BigIntegerField(null=True, editable=False)  # the id of its bundle
    to_do = models.GeneratedField(expression=next_act(), output_field=models.CharField(max_length=8), db_persist=True)

    # The chain and the seal.
    entry_count = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default="")
    data_key = models.BinaryField(null=True)

    objects = CaseRows.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]), name="case_state_known"
            ),
            models.CheckConstraint(condition=models.Q(due_safe__lte=models.F("due_latest")), name="case_due_in_order"),
            # How it ended without an answer is kept with that state, and stays when the person is forgotten.
            models.CheckConstraint(
                condition=models.Q(state=State.CLOSED.value, closure__in=sorted(CLOSURES))
                | models.Q(state=State.FORGOTTEN.value, closure__in=["", *sorted(CLOSURES)])
                | (~models.Q(state__in=[State.CLOSED.value, State.FORGOTTEN.value]) & models.Q(closure="")),
                name="case_closure_of_state",
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_by", "id"],
                condition=models.Q(state__in=[state.value for state in sorted(OPEN)]),
                name="case_queue",
            ),
            models.Index(fields=["state", "send_by", "id"], name="case_by_state"),
            models.Index(fields=["assignee", "send_by", "id"], name="case_by_assignee"),
            models.Index(fields=["retain_until"], name="case_retain_until"),
            # The queue: a group, a view, a filter, each list and count of which ends after a page of its index.
            models.Index(fields=["to_do", "send_by", "id", "assignee", "bundle_key"], name="case_to_do"),
            models.Index(
                fields=["send_by", "id", "assignee", "bundle_key", "to_do"],
                condition=models.Q(to_do__in=[verb.value for verb in FOR_STAFF]),
                name="case_for_staff",
            ),
            models.Index(fields=["assignee", "to_do", "send_by", "id", "bundle_key"], name="case_assigned"),
            models.Index(fields=["kind", "to_do", "send_by", "id", "assignee", "bundle_key"], name="case_by_kind"),
            models.Index(fields=["brand", "to_do", "send_by", "id", "assignee", "bundle_key"], name="case_by_brand"),
            models.Index(
                fields=["channel", "to_do", "send_by", "id", "assignee", "bundle_key"], name="case_by_channel"
            ),
            models.Index(
                fields=["bundle_key", "to_do", "id"], condition=models.Q(bundle_key__isnull=False), name="case_bundle"
            ),
            models.Index(
                fields=["responded_at", "id"], condition=models.Q(state=State.RESPONDED.value), name="case_answered"
            ),
            models.Index(fields=["outcome", "responded_at", "id"], name="case_by_outcome"),
            models.Index(
                fields=["responded_at", "due_safe", "assignee"],
                condition=models.Q(responded_at__isnull=False),
                name="case_answered_late",
            ),
            models.Index(fields=["outcome", "to_do", "send_by", "id", "assignee", "bundle_key"], name="case_decided"),
            models.Index(fields=["received_at", "id"], name="case_received"),
            # What a group holds of some weeks, and the newest of one outcome: each walked, not sifted.
            models.Index(
                fields=["to_do", "received_at", "assignee", "send_by", "bundle_key", "id"], name="case_to_do_received"
            ),
            models.Index(
                fields=["to_do", "responded_at", "assignee", "send_by", "bundle_key", "id"],
                condition=models.Q(responded_at__isnull=False),
                name="case_to_do_answered",
            ),
            models.Index(fields=["outcome", "received_at", "id"], name="case_outcome_received"),
            models.Index(fields=["state"], condition=models.Q(extended_at__isnull=False), name="case_extended"),
            models.Index(fields=["business", "year", "state", "kind"], name="case_by_year"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return State(self.state) in OPEN

    @property
    def current(self) -> State:
        return State(self.state)

    def natural_key(self) -> tuple[Any, ...]:
        return (self.reference,)
