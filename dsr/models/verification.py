"""How a kind is verified at a business, the proof of one case, and the secrets that its letters carry."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.formats.law_numbers import law_text
from dsr.law.verification import Level
from dsr.models.business import Business
from dsr.models.case import Case


class VerificationRule(models.Model):
    """What a business asks for a kind. dsr/verification/rules.py refuses what the law does not allow."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="verification_rules")
    kind = models.CharField(_("kind of request"), max_length=40)
    level = models.CharField(
        _("level of proof"), max_length=12, choices=[(level.value, law_text(level.label)) for level in Level]
    )
    points = models.JSONField(_("points that may be matched"), default=list, blank=True)

    class Meta:
        verbose_name = _("verification rule")
        verbose_name_plural = _("verification rules")
        constraints = [models.UniqueConstraint(fields=["business", "kind"], name="verification_rule_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {law_text(Level(self.level).label)}"


class VerificationState(models.TextChoices):
    OPEN = "open", _("waits for the requester")
    PASSED = "passed", _("proved")
    SHORT = "short", _("too little: a person must look")
    ENDED = "ended", _("no proof came in time")


class Verification(models.Model):
    """The proof of one case and of those it opened. Only the names of points are kept here, never their values.

    `needs` and `given` hold words of dsr.law.verification.Proof; the offered values are sealed in the case as
    `points` and removed when they were matched; a matched email or phone then names the subject.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="verification")
    level = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=VerificationState.choices, default=VerificationState.OPEN)
    needs = models.JSONField(default=list)
    given = models.JSONField(default=list)
    points_offered = models.JSONField(default=list)
    points_matched = models.JSONField(default=list)
    begun_at = models.DateTimeField()
    ends_on = models.DateField()  # on this day a written answer goes out in place of the proof
    reminded_at = models.DateTimeField(null=True)
    letters = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)  # wrong codes since the last letter

    class Meta:
        indexes = [models.Index(fields=["state", "ends_on"], name="verification_ends")]


class Secret(models.Model):
    """A single-use secret of a letter, kept as keyed hashes. `purpose` is verification, permission or step."""

    purpose = models.CharField(max_length=20)
    target = models.BigIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    code_digest = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "target"], name="secret_of")]


class HandOffKey(models.Model):
    """The key with which the business's own site signs that a person is signed in there."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="hand_off_keys")
    name = models.SlugField(_("name"), max_length=40)
    sealed = models.TextField(editable=False)
    made_at = models.DateTimeField(editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("hand-off key")
        verbose_name_plural = _("hand-off keys")
        constraints = [models.UniqueConstraint(fields=["business", "name"], name="hand_off_key_once")]

    def __str__(self) -> str:
        return self.name


class HandOff(models.Model):
    """A person whom the business's own site handed over; forgotten after an hour. `sealed`: email, name, account."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="hand_offs")
    nonce = models.CharField(max_length=64, unique=True)  # its keyed hash: the same signature is taken once
    sealed = models.TextField()
    at = models.DateTimeField(db_index=True)
    signed_in_at = models.DateTimeField()  # when the person last gave a password there
