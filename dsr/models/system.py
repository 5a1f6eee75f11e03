"""The register of places that hold personal information, and the steps of a case in them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case as Choose
from django.db.models import F, OuterRef, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from dsr.formats import canonical_json
from dsr.law.deletion import LOOK_AGAIN_MONTHS, LOOK_AGAIN_MONTHS_MOST
from dsr.lifecycle import OPEN
from dsr.models import way as ways
from dsr.models.business import Business
from dsr.models.case import Case


class SystemRows(models.QuerySet["System"]):
    def active(self) -> "SystemRows":
        return self.filter(is_active=True).order_by("position", "pk")


class System(models.Model):
    """A place that holds personal information. `way` is the code of a way in dsr/fulfilment/ways/, which reads
    `mapping` (tables and columns, or an address) and `sealed_connection` (a database's, or a signing secret).

    `reasons` says for each deed that the system does not take part in why not: {deed: {"code", "note"}}.
    `exceptions` are codes under which it keeps data: [{"code", "note"}].
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="systems")
    name = models.CharField(_("name"), max_length=80)
    owner_name = models.CharField(_("owner"), max_length=120)
    owner_email = models.EmailField(_("owner's email"))
    holds = models.TextField(_("what it holds"))
    way = models.CharField(_("how to act there"), max_length=40)
    position = models.PositiveSmallIntegerField(_("order"), default=10)
    is_active = models.BooleanField(_("in use"), default=True)
    actions = models.JSONField(_("takes part in"), default=list, blank=True, db_column="deeds")
    reasons = models.JSONField(_("does not take part in, because"), default=dict, blank=True)
    exceptions = models.JSONField(_("retention exceptions"), default=list, blank=True)
    review_months = models.PositiveSmallIntegerField(
        _("months until somebody looks again at what it keeps"),
        default=LOOK_AGAIN_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(LOOK_AGAIN_MONTHS_MOST)],
    )
    instructions = models.TextField(_("instructions for the owner"), blank=True)
    sealed_connection = models.TextField(editable=False, blank=True)
    mapping = models.JSONField(_("mapping"), default=dict, blank=True)
    mapping_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    mapping_changed_at = models.DateTimeField(null=True, editable=False)
    approved_digest = models.CharField(max_length=64, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    approval_reason = models.TextField(blank=True, editable=False)
    one_pair_of_eyes = models.BooleanField(default=False, editable=False)

    objects = SystemRows.as_manager()

    class Meta:
        verbose_name = _("system")
        verbose_name_plural = _("systems")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["business", "name"], name="system_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def how(self) -> ways.Way:
        """The way to act there. Raises BadInput when its module is gone."""
        return ways.get(self.way)

    @property
    def mapping_digest(self) -> str:
        """What an approval is of: the mapping and where it acts. Another word in either asks for another approval."""
        return self.digest_with(self.sealed_connection)

    def digest_with(self, sealed_connection: str) -> str:
        """What an approval of the same mapping is of, where the connection is sealed so."""
        return canonical_json.digest([self.mapping, sealed_connection])

    @property
    def is_approved(self) -> bool:
        """Until the mapping as it stands is approved, nothing is done there; a way may count before (a dry run)."""
        return self.how.approval is None or self.approved_digest == self.mapping_digest


class StepState(models.TextChoices):
    PLANNED = "planned", _("planned")
    PREVIEWED = "previewed", _("looked up")
    DOING = "doing", _("under way")
    ASKED = "asked", _("the owner is asked")
    DRY = "dry", _("only counted: the fields are not approved")
    CHANGED = "changed", _("the rows changed since they were looked up")
    FAILED = "failed", _("failed: a person must look")
    DONE = "done", _("done")
    NOT_HELD = "not-held", _("nothing is held there")
    KEPT = "kept", _("kept under an exception")


class StepRows(models.QuerySet["Step"]):
    def settled(self) -> "StepRows":
        return self.filter(state__in=SETTLED)

    def unsettled(self) -> "StepRows":
        return self.exclude(state__in=SETTLED)

    def uncertain(self) -> "StepRows":
        """What was begun and not settled: it may have been done."""
        return self.unsettled().exclude(begun_at=None)


# A step in one of these is finished: its result stands in the response.
SETTLED = (StepState.DONE.value, StepState.NOT_HELD.value, StepState.KEPT.value)
# A step in one of these waits for a person, the most pressing first.
WAITS_FOR_PERSON = tuple(s.value for s in (StepState.CHANGED, StepState.FAILED, StepState.DRY, StepState.ASKED))


class Step(models.Model):
    """One thing to do in one system for one case. Sealed in the case: `step:<id>`, the identifiers of its rows, and
    `kept:<id>`, why its data is kept, as the person is told it.

    `found`, `did` and `left` count rows by table: at the look, by the deed, and by the look after it. `begun_at`:
    since then something may have been done there, whatever its state says now. Parts are portions of a deletion or
    fields of a correction: `asked_parts` when it was done; of these `done_parts` were there, and `left_parts` are
    there that nobody asked for. None where the system cannot tell.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(max_length=20, db_column="deed")
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=StepState.choices, default=StepState.PLANNED)
    # Recipients that the system confirms for this person, by key in the ledger; "": rows that name no known one.
    recipients = models.JSONField(default=dict)
    keep_code = models.CharField(max_length=40, blank=True)  # decided: keep under this exception in place of acting
    review_on = models.DateField(null=True)  # what is kept for a purpose: the day on which somebody looks again
    found = models.JSONField(default=dict)
    found_digest = models.CharField(max_length=64, blank=True)
    found_at = models.DateTimeField(null=True)
    one_person = models.CharField(max_length=64, blank=True)  # the digest of rows that staff know to be one person's
    did = models.JSONField(default=dict)
    left = models.JSONField(default=dict)
    reason = models.CharField(max_length=60, blank=True)  # a code: why it failed or waits
    # What else a person should know of it, as dsr/systems/sql/remarks.py writes it: tables and columns, no data.
    remarks = models.JSONField(default=list)
    due_on = models.DateField(null=True)  # the day the owner is asked to be done by
    asked_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    asked_parts = models.JSONField(default=list)
    done_parts = models.JSONField(null=True)
    left_parts = models.JSONField(null=True)
    checked_at = models.DateTimeField(null=True)  # when a correction was last seen to stay

    objects = StepRows.as_manager()

    class Meta:
        ordering = ["case_id", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "system", "action"], name="step_once")]
        indexes = [
            models.Index(fields=["state", "due_on"], name="step_by_state"),
            models.Index(fields=["review_on"], condition=models.Q(review_on__isnull=False), name="step_by_review"),
        ]


def stuck_cases() -> models.Q:
    """Of cases: those that the machine cannot go on with, and the open ones of which a step failed."""
    failed = Step.objects.filter(state=StepState.FAILED).values("case_id")
    return ~models.Q(stuck="") | models.Q(state__in=sorted(OPEN), pk__in=failed)


def waiting_step() -> Subquery:
    """Of cases, as a column: state and reason of the step that waits for a person, the most pressing one."""
    rank = Choose(*(When(state=state, then=Value(rank)) for rank, state in enumerate(WAITS_FOR_PERSON)))
    steps = Step.objects.filter(case=OuterRef("pk"), state__in=WAITS_FOR_PERSON)
    stand = JSONObject(state=F("state"), reason=F("reason"))
    return Subquery(steps.annotate(rank=rank, stand=stand).order_by("rank", "-reason", "pk").values("stand")[:1])


class Tombstone(models.Model):
    """A keyed hash by which a deleted person is known again in a restored backup or a re-import.

    `portions` are the parts that were deleted, in order and joined by commas; empty: all of it. `is_exact`: no other
    mailbox has this hash; one that release 0.1.0 left may be of `faß` as well as of `fass`.
    """

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="tombstones")
    field = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    action = models.CharField(max_length=20, db_column="deed")
    portions = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    is_exact = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "action", "field", "digest", "portions"], name="tombstone_once")
        ]
