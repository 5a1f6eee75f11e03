"""A second approval: one person asked for it, or decided alone and wrote why; another person gave or refused it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.kinds.base import TwoPersonAct
from dsr.models.case import Case

# What a case waits with in the hands of the machine; other acts are not done before they are approved.
OF_DECISION = (TwoPersonAct.ERASURE, TwoPersonAct.RELEASE)


class ApprovalState(models.TextChoices):
    ASKED = "asked", _("waits for a second person")
    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn: what it was asked for stands no more")
    ALONE = "alone", _("one pair of eyes")


class SecondApprovalRows(models.QuerySet["SecondApproval"]):
    def asked(self) -> "SecondApprovalRows":
        return self.filter(state=ApprovalState.ASKED)

    def of_decision(self) -> "SecondApprovalRows":
        return self.filter(what__in=OF_DECISION)


class SecondApproval(models.Model):
    """`what` is a TwoPersonAct; `case` its subject, where it is one request. Only dsr/second_approvals writes rows.

    `by` is the day to send by: before it a second person settles this, on it and after it anybody who decides may, but
    only what sends something.
    The ground of who decided alone, or refused, is sealed with the entry in the journal of the case; of an act on no
    single case it is sealed here.
    """

    what = models.CharField(max_length=20)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="second_approvals")
    state = models.CharField(max_length=10, choices=ApprovalState.choices)
    by = models.DateField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    ground = models.TextField(blank=True)

    objects = SecondApprovalRows.as_manager()

    class Meta:
        verbose_name = _("second approval")
        verbose_name_plural = _("second approvals")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="given", settled_by=models.F("asked_by")), name="second_approval_by_another"
            ),
            models.UniqueConstraint(
                fields=["case", "what"], condition=models.Q(state="asked"), name="second_approval_asked_once"
            ),
        ]
        indexes = [models.Index(fields=["by"], condition=models.Q(state="asked"), name="second_approval_asked")]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"
