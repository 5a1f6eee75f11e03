"""Who acts for whom: what a business asks of the person, and what came of it in one case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.law.agents import Asks, Authority
from dsr.models.business import Business
from dsr.models.case import Case


class AgentRule(models.Model):
    """What a business asks of the person when an agent makes a request of a kind; dsr/parties/ bounds it."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="agent_rules")
    kind = models.CharField(_("kind of request"), max_length=40)
    asks = models.CharField(
        _("what the person is asked"), max_length=10, choices=[(one.value, _(one.label)) for one in Asks]
    )

    class Meta:
        verbose_name = _("rule for agents")
        verbose_name_plural = _("rules for agents")
        constraints = [models.UniqueConstraint(fields=["business", "kind"], name="agent_rule_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {Asks(self.asks).label}"


class AgentPermissionState(models.TextChoices):
    NOT_ASKED = "not-asked", _("not asked")
    OPEN = "open", _("a letter asks, no answer yet")
    GIVEN = "given", _("yes")
    DENIED = "denied", _("no: they gave no permission")
    SHORT = "short", _("yes, but what they gave to prove who they are is too little")
    UNANSWERED = "unanswered", _("no answer in time")
    NO_ADDRESS = "no-address", _("cannot be asked: no address of theirs is known to us")
    SKIPPED = "skipped", _("without an answer, as staff decided")


class AgentPermission(models.Model):
    """The authority of who acts in one case and in those that its form opened; none until something was done about it.

    Sealed in the case as `permission-to`: the address at which the person was asked.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="agent_permission")
    authority = models.CharField(  # as staff saw it; empty: as the request says
        max_length=10, blank=True, choices=[(one.value, _(one.label)) for one in Authority]
    )
    shown_at = models.DateTimeField(null=True)  # staff saw the paper, or how parenthood was shown
    state = models.CharField(
        max_length=10, choices=AgentPermissionState.choices, default=AgentPermissionState.NOT_ASKED
    )
    asks = models.CharField(max_length=10, blank=True)  # what was asked, frozen then
    asked_at = models.DateTimeField(null=True)
    ends_on = models.DateField(null=True)  # on this day the link ends, and staff decide without the answer
    reminded_at = models.DateTimeField(null=True)
    letters = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)  # when the question was answered, or ended without

    class Meta:
        indexes = [models.Index(fields=["state", "ends_on"], name="permission_ends")]
