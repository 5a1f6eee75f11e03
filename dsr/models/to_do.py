"""What must be done next with a case: one word, which the database itself finds from the row of the case."""

from django.db import models

from dsr.lifecycle import ENDED, OPEN, State
from dsr.reasons import ON_PROOF


class ToDo(models.TextChoices):
    """The verb that comes next; or that others must act; or that nobody must."""

    MESSAGE = "message"  # read before anything is decided
    DECIDE = "decide"
    IDENTITY = "identity"
    MAIL = "mail"
    ADDRESS = "address"
    SECOND = "second"
    FAULT = "fault"
    AFTER = "after"  # its duty is met, and something of it was left
    WAITS = "waits"
    ANSWERED = "answered"  # where the rest is owed, a person sends that
    ENDED = "ended"


# In these a person must act while the duty is open.
FOR_STAFF = (ToDo.MESSAGE, ToDo.DECIDE, ToDo.IDENTITY, ToDo.MAIL, ToDo.ADDRESS, ToDo.SECOND, ToDo.FAULT)


def next_act() -> models.Case:
    """The most pressing first. `mail_waits` and its like are noted by the database itself, dsr/triggers.py."""
    working, opened = models.Q(state=State.WORKING), models.Q(state__in=sorted(OPEN))
    written = models.Q(message_waits__gt="")
    left = models.Q(stuck__gt="") | written | models.Q(state=State.CLOSED, mail_waits__gt="")
    on_paper = models.Q(state__in=[State.RESPONDING, State.VERIFYING], mail_waits__gt="")
    rules = (
        (models.Q(state__in=sorted(ENDED)) & left, ToDo.AFTER),
        (working & models.Q(second_waits="yes"), ToDo.SECOND),
        (opened & models.Q(mail_waits="notice"), ToDo.MAIL),
        (working & models.Q(step_waits__gt=""), ToDo.FAULT),
        (opened & written, ToDo.MESSAGE),
        (~working & models.Q(stuck__in=sorted(ON_PROOF)), ToDo.IDENTITY),
        (models.Q(stuck__gt=""), ToDo.FAULT),
        (models.Q(state=State.REVIEW, step_waits="failed"), ToDo.FAULT),
        (models.Q(state=State.REVIEW), ToDo.DECIDE),
        (models.Q(state=State.UNDELIVERED), ToDo.ADDRESS),
        (on_paper, ToDo.MAIL),
        (opened, ToDo.WAITS),
        (models.Q(state=State.RESPONDED), ToDo.ANSWERED),
    )
    whens = (models.When(condition, then=models.Value(verb.value)) for condition, verb in rules)
    return models.Case(*whens, default=models.Value(ToDo.ENDED.value))
