"""Asking a system's owner: a mail with a link that needs no account, reminders, and the answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dsr import corrections, journal, letters, steps, verification, work_queue
from dsr.clock import now, today
from dsr.errors import BadInput, Changed, NotAllowed
from dsr.fulfilment.ways import owner_facts, owner_mail
from dsr.journal import MACHINE
from dsr.kinds import base
from dsr.kinds.base import KeepCode, Words
from dsr.models import Secret, Step
from dsr.models.due_work import WorkName
from dsr.models.system import StepState
from dsr.models.way import Way, register
from dsr.reasons import Reason
from dsr.steps import OWNER_ANSWERS, Settlement, begin_step, is_settled, settle_step
from dsr.verification import FOR_STEP, SecretState

CODE = "person"
LIFETIME = timedelta(days=30)
_TIME = timedelta(days=10)  # to do it
_BEFORE_RESPONSE = timedelta(days=5)  # so much before the response is due
_SILENT = timedelta(days=2)  # after the day


@dataclass(frozen=True)
class OwnerTask:
    """What the page behind a link shows. `whom` is empty unless the link is good and the step is open."""

    step: Step
    secret: Secret
    link: SecretState
    is_open: bool
    whom: Mapping[str, str]
    keep_codes: tuple[KeepCode, ...] = ()
    portions: tuple[Words, ...] = ()
    parts: tuple[tuple[str, Words], ...] = ()  # the same with their codes, for an answer that says which were there
    changes: tuple[corrections.ItemChange, ...] = ()

    @property
    def what(self) -> Words:
        """What is to be done there."""
        work = base.get(self.step.case.kind).work
        return work.task if work else ""

    @property
    def is_stop(self) -> bool:
        """Something is to be stopped there; nothing is to be deleted."""
        return base.get(self.step.case.kind).suppression is not None

    @property
    def is_called_off(self) -> bool:
        """The decision was taken back: nothing more is to be done there."""
        return self.is_open and self.step.state != StepState.ASKED

    @property
    def may_answer(self) -> bool:
        return self.link == "live" and self.is_open


def _ask_owner(step: Step) -> None:
    """The owner is to be asked."""
    due_on = _day_for(step, _TIME)
    with transaction.atomic():
        if begin_step(step, StepState.ASKED, due_on=due_on, reminders=0):
            _want_mail(step, "ask")


def _call_off(step: Step) -> None:
    """Nobody is asked any more. Who was asked already may have acted: they are told to stop, and asked to say so."""
    put_back = {"state": StepState.PLANNED, "reason": "", "due_on": None, "reminders": 0}
    if step.asked_at is None:  # the mail is not out, and no page says whom it is about
        Step.objects.unsettled().filter(pk=step.pk).update(**put_back, begun_at=None)
        return
    Step.objects.unsettled().filter(pk=step.pk).update(**put_back)
    _want_mail(step, f"stop-{step.case.entry_count}")


def _day_for(step: Step, time: timedelta) -> date:
    """So long from today, and well before the response is due; never a day that has passed."""
    latest = step.case.send_by - _BEFORE_RESPONSE
    return max(min(today() + time, latest), today())


def _want_mail(step: Step, why: str) -> None:
    """One mail to the owner, in the caller's transaction; `why` makes it once."""
    work_queue.add(
        WorkName.ASK_OWNER,
        step.pk,
        f"ask-owner:{step.pk}:{why}:{journal.newest_decision(step.case_id)}",
        case_id=step.case_id,
    )


def message_to_owner(step_id: int) -> EmailMessage | None:
    """The mail with a fresh link; None when there is nothing to ask any more. Older links stay good."""
    step = Step.objects.select_related("case__business", "case__brand", "system").get(pk=step_id)
    if step.state == StepState.KEPT and step.system.way == CODE:
        return None if owner_facts.OF_MAIL["keep"].lacks(step) else owner_mail.owner_keep_mail(step)
    name = "ask" if step.state == StepState.ASKED else "stop"
    if not _is_answerable(step) or owner_facts.OF_MAIL[name].lacks(step):
        return None
    if step.due_on is not None and step.due_on < today():  # it could not be sent in time, or was asked for again
        step.due_on = _day_for(step, letters.ANEW)
        Step.objects.filter(pk=step.pk).update(due_on=step.due_on)
    drawn = verification.draw_secret()
    verification.keep_secret(FOR_STEP, step.pk, drawn, LIFETIME)
    if name == "stop":
        return owner_mail.owner_stop_mail(step, drawn.token, LIFETIME)
    return owner_mail.owner_request_mail(step, drawn.token, LIFETIME)


def _is_answerable(step: Step) -> bool:
    """While it is asked, and while it is called off and may have been done: then too the owner says so."""
    is_begun = step.begun_at is not None and not is_settled(step)
    return step.case.is_open and (step.state == StepState.ASKED or is_begun)


def record_owner_asked(step_id: int) -> None:
    """The mail server took the mail."""
    step = Step.objects.filter(pk=step_id)
    step.filter(asked_at=None).update(asked_at=now())


def _remind_owners() -> int:
    """Before the day and on it, once each; then the desk shows who is silent. How many mails are due."""
    day = today()
    rows = Step.objects.filter(state=StepState.ASKED, system__way=CODE).select_related("case", "system")
    sent = 0
    for step in rows.filter(due_on__gte=day, due_on__lte=day + letters.BEFORE):
        if number := letters.due_reminder(step.due_on, step.asked_at, step.reminders):
            sent += _remind(step, number)
    for step in rows.filter(due_on__lte=day - _SILENT, reason=""):
        Step.objects.filter(pk=step.pk, state=StepState.ASKED).update(reason=Reason.OWNER_SILENT)
    return sent


def _remind(step: Step, number: int) -> int:
    with transaction.atomic():
        due = Step.objects.filter(pk=step.pk, state=StepState.ASKED, reminders=step.reminders)
        if not due.update(reminders=number, reminded_at=now()):
            return 0
        _want_mail(step, f"reminder-{number}")
    return 1


def owner_task_of(token: str) -> OwnerTask | None:
    """The task whose link this is; None when there never was one."""
    found = verification.find_secret(FOR_STEP, token)
    if found is None:
        return None
    step = Step.objects.select_related("case__business", "case__brand", "system").get(pk=found.secret.target)
    is_open = _is_answerable(step)
    is_shown = is_open and found.is_live
    codes = tuple(code for code in base.get(step.case.kind).keep_codes if not code.is_not_asked)
    party = steps.party_of(step.case) if is_shown else {}
    changes = corrections.changes_by_hand(step.case) if is_shown else ()
    asked = sorted(steps.portions_of(step.case))
    parts = tuple((part, steps.part_words(base.get(step.case.kind), [part])[0]) for part in asked)
    portions = steps.chosen_portion_words(step.case)
    return OwnerTask(step, found.secret, found.state, is_open, party, codes, portions, parts, changes)


def answer_owner_task(
    token: str,
    state: StepState,
    *,
    found: int | None = None,
    keep_code: str = "",
    note: str = "",
    parts: Collection[str] = (),
) -> Step:
    """What the owner says: done, nothing held, or kept under an exception with its reason. Once.

    `parts`: of a request for some portions, which of them were there; none named: the owner did not say.

    Raises NotAllowed for a link that is not good any more, BadInput for half an answer, Changed for a second press.
    """
    task = owner_task_of(token)
    if task is None or not task.may_answer:
        raise NotAllowed(_("This link is used or too old."))
    if state not in OWNER_ANSWERS:
        raise BadInput(_("Choose what you did."))
    if state is StepState.KEPT:
        if keep_code not in {code.code for code in task.keep_codes}:
            raise BadInput(_("Choose the exception under which it is kept."))
        if not note.strip():
            raise BadInput(_("Write what is kept and why."))
    counts = {} if found is None else {"records": found}
    values: dict[str, Any] = {"keep_code": keep_code} if state is StepState.KEPT else {"did": counts}
    if was_there := sorted({part for part, _words in task.parts} & {*parts}):
        values |= {"done_parts": was_there} if state is StepState.DONE else {}
    with transaction.atomic():
        if not verification.use_secret(task.secret):
            raise Changed(_("This was answered a moment ago."))
        told = {"by": "owner", **({"did": counts} if counts else {})}
        if not settle_step(task.step, Settlement(state, facts=told, words=note.strip(), changes=values), MACHINE):
            raise Changed(_("This was answered a moment ago."))
        verification.end_secrets(FOR_STEP, task.step.pk)
    return task.step


def send_fresh_owner_link(token: str) -> bool:
    """An old link asks for a new one: mailed to the owner, once a day. False when nothing is to be done any more."""
    task = owner_task_of(token)
    if task is None or not task.is_open or is_settled(task.step):
        return False
    with transaction.atomic():
        _want_mail(task.step, f"fresh-{today().isoformat()}")
    return True


class Owner(Way):
    """A person acts there: the owner of the system is asked by email and tells on a page."""

    code = CODE
    words = lazy("a person: the owner does it and tells")
    order = 20
    standing = lazy("worked by a person")
    looks_up = False
    asks_owner = True

    def carry_out(self, step: Step) -> None:
        _ask_owner(step)

    def keep(self, step: Step) -> None:
        with transaction.atomic():
            is_kept = settle_step(step, Settlement(StepState.KEPT), goes_on=False, is_decided=True)
            if is_kept and steps.is_hold(step.case, step.keep_code):  # the owner learns what it may be used for
                _want_mail(step, "keep")

    def call_off(self, step: Step) -> None:
        _call_off(step)

    def chase(self, step: Step, why: str) -> None:
        """Whoever is asked again has some days for it; it is the reminder before the day, where that is near."""
        if step.due_on is not None and step.due_on <= today() + letters.BEFORE:
            is_over = step.due_on <= today()
            due_on = _day_for(step, letters.ANEW) if is_over else step.due_on
            number = 1 if is_over else max(step.reminders, 1)
            Step.objects.filter(pk=step.pk).update(due_on=due_on, reminders=number)
        _want_mail(step, why)

    def follow_up(self) -> int:
        return _remind_owners()


register(Owner())
