"""What goes out by webhook: the calls of a step to its system, and the events that the business's tools are told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.business import Business
from dsr.models.case import Case
from dsr.models.system import Step


class Phase(models.TextChoices):
    PREVIEW = "preview", _("count")
    DO = "do", _("do it")
    PROVE = "prove", _("count what is left")
    KEEP = "keep", _("keep it and use it for nothing else")


class CallState(models.TextChoices):
    TO_SEND = "to-send", _("to be sent")
    ACCEPTED = "accepted", _("accepted, answered later")
    ANSWERED = "answered", _("answered")
    EXPIRED = "expired", _("not answered by its day")


class WebhookCall(models.Model):
    """One message to a system about one step. Sealed in the case: `call:<id>`, what was answered.

    `message_id` stays the same over retries; `reason` and `status` are of the last attempt that failed.
    """

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="calls")
    phase = models.CharField(max_length=10, choices=Phase.choices)
    message_id = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=CallState.choices, default=CallState.TO_SEND)
    is_current = models.BooleanField(default=True)  # False: another was or will be made in its place
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    due_on = models.DateField()  # a later answer is refused
    reminders = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["step_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "phase"], condition=models.Q(is_current=True), name="webhook_call_once"
            )
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="webhook_call_by_state")]


class EventName(models.TextChoices):
    OPENED = "case.opened", _("a request was opened")
    DUE_SOON = "case.due_soon", _("a request is due within a week")
    RESPONDED = "case.responded", _("a request was responded to")
    CLOSED = "case.closed", _("a request was closed without an answer")


class Listener(models.Model):
    """A tool of the business that is told of events. It learns nothing personal."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="listeners")
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=500)
    events = models.JSONField(_("is told of"), default=list)
    is_active = models.BooleanField(_("in use"), default=True)
    sealed_secret = models.TextField(editable=False, blank=True)

    class Meta:
        verbose_name = _("listener to events")
        verbose_name_plural = _("listeners to events")
        constraints = [models.UniqueConstraint(fields=["business", "name"], name="listener_name_once")]

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """One event for one listener. `data` is what it is told; `key` makes it once."""

    listener = models.ForeignKey(Listener, on_delete=models.PROTECT, related_name="told")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    name = models.CharField(max_length=20, choices=EventName.choices)
    key = models.CharField(max_length=60)
    message_id = models.CharField(max_length=40, unique=True)
    data = models.JSONField()
    made_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=60, blank=True)
    failed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["listener", "key"], name="event_once")]
