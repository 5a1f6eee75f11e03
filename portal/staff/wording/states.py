"""The desk's words for codes: states, what to do next, why the machine is stuck, what an entry tells."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dsr.errors import BadInput
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import Case
from dsr.models import way as ways
from dsr.models.case import Delivery
from dsr.models.system import StepState
from portal.staff.wording import stuck_reasons, webhook

STATES = {
    State.RECEIVED: gettext_lazy("Received"),
    State.VERIFYING: gettext_lazy("Waits for proof"),
    State.REVIEW: gettext_lazy("To decide"),
    State.WORKING: gettext_lazy("Being prepared"),
    State.RESPONDING: gettext_lazy("On its way"),
    State.RESPONDED: gettext_lazy("Responded"),
    State.UNDELIVERED: gettext_lazy("Not delivered"),
    State.JOINED: gettext_lazy("Joined"),
    State.FORGOTTEN: gettext_lazy("Forgotten"),
}


def state(code: str) -> str:
    """A state in a word or two; other codes as they are."""
    return str(STATES[State(code)]) if code in set(State) else code


@dataclass(frozen=True)
class Step:
    """What to do next. `tone` is act, wait, stuck or done."""

    words: str
    tone: str


def next_step(case: Case, letters_to_mail: bool = False, waiting_step: str = "", notice_to_mail: bool = False) -> Step:
    """What to do next with a case, most pressing first.

    `letters_to_mail`: a paper letter waits to be mailed. `waiting_step`: state and reason of the step that waits for
    a person, as “asked:owner-silent”. `notice_to_mail`: that letter is the notice of more time.
    """
    if notice_to_mail and case.is_open:
        return Step(_("Print and mail the notice of more time: without it in time the extension does not hold"), "act")
    state, _colon, reason = waiting_step.partition(":")
    if case.state == State.WORKING and state in _WAITING_STEPS:
        if waited_for := ways.approval_for(reason):
            return Step(str(waited_for.next_step), "act")
        words, tone = _BY_REASON.get(reason, _WAITING_STEPS[state])
        return Step(str(words), tone)
    if case.stuck:
        return Step(_("Stuck: %(why)s") % {"why": stuck(case.stuck).why}, "stuck")
    if case.state == State.RESPONDING and letters_to_mail:
        return Step(_("Print and mail the response"), "act")
    if case.state == State.REVIEW and letters_to_mail:
        return Step(_("Decide, and mail the acknowledgement"), "act")
    if case.state == State.VERIFYING and letters_to_mail:
        return Step(_("Mail the acknowledgement: it carries the code"), "act")
    words, tone = _NEXT[State(case.state)]
    return Step(str(words), tone)


_WAITING_STEPS = {
    StepState.CHANGED.value: (gettext_lazy("Look at the changed rows"), "stuck"),
    StepState.FAILED.value: (gettext_lazy("See why a step failed"), "stuck"),
    StepState.DRY.value: (gettext_lazy("Approve the mapping"), "act"),
    StepState.ASKED.value: (gettext_lazy("Wait: the owner of a system acts"), "wait"),
}
_BY_REASON = {
    "owner-silent": (gettext_lazy("Chase the owner of a system: no answer"), "act"),
    "webhook-silent": (gettext_lazy("Ask why a system does not answer"), "act"),
}


_NEXT = {
    State.RECEIVED: (gettext_lazy("Wait: the acknowledgement is being written"), "wait"),
    State.VERIFYING: (gettext_lazy("Wait: the person must confirm or prove it"), "wait"),
    State.REVIEW: (gettext_lazy("Decide"), "act"),
    State.WORKING: (gettext_lazy("Wait: the response is being written"), "wait"),
    State.RESPONDING: (gettext_lazy("Wait: the letter is being sent"), "wait"),
    State.RESPONDED: (gettext_lazy("Nothing: the response is out"), "done"),
    State.UNDELIVERED: (gettext_lazy("Give another address"), "act"),
    State.JOINED: (gettext_lazy("Nothing: the first request carries this one"), "done"),
    State.FORGOTTEN: (gettext_lazy("Nothing: the record period is over"), "done"),
}


@dataclass(frozen=True)
class Stuck:
    """Why the machine stopped, the way out, and the words of the button that goes on."""

    why: str
    way_out: str
    button: str


def stuck(code: str) -> Stuck:
    """The words for a code of Case.stuck. A code nobody foresaw is shown as it is."""
    known = _STUCK.get(code) or ways.mend(code)
    if known is None:
        why = _("something failed in the desk itself (%(code)s)") % {"code": code}
        return Stuck(why, _("Try again. If it fails again, the server's log names this request."), _("Try again"))
    return Stuck(str(known[0]), str(known[1]), str(known[2]) if len(known) > 2 else _("Try again"))


_STUCK = {
    "mail-misconfigured": (
        gettext_lazy("the mail server refuses us"),
        gettext_lazy("An administrator checks the mail server's name, password and sender. Then try again."),
    ),
    "mail-later": (
        gettext_lazy("the mail server does not take the letter"),
        gettext_lazy("It was tried many times. Check that the mail server runs. Then try again."),
    ),
    "mail-uncertain": (
        gettext_lazy("we cannot tell whether the letter was sent"),
        gettext_lazy("Look in the mail server's log. Try again sends the letter once more."),
    ),
    "letter-refused": (
        gettext_lazy("the person's address refused our acknowledgement"),
        gettext_lazy(
            "Correct the address for the response, or choose paper mail, and the acknowledgement goes there."
        ),
        gettext_lazy("I have seen this"),
    ),
    "extension-refused": (
        gettext_lazy("the person's address refused the notice of more time"),
        gettext_lazy(
            "Correct the address for the response, or choose paper mail: the notice goes there with the "
            "acknowledgement. It must be out within the first period, or the extension does not hold."
        ),
        gettext_lazy("I have seen this"),
    ),
    "missing-word": (
        gettext_lazy("a letter lacks something it must say"),
        gettext_lazy("An administrator completes the business, its addresses or its choice mode. Then try again."),
    ),
    "cannot-compile": (
        gettext_lazy("a document could not be made"),
        gettext_lazy("Try again. If it fails again, the server's log says why."),
    ),
    "report-not-compiled": (
        gettext_lazy("the report could not be compiled"),
        gettext_lazy("Look at the draft: it says what is missing."),
    ),
    "worker-lost": (
        gettext_lazy("the work stopped in the middle, more than once"),
        gettext_lazy("Try again. If it stops again, the server's log names this request."),
    ),
    **stuck_reasons.WORK,
    **webhook.STUCK,
    "cannot-open": (
        gettext_lazy("what is sealed does not open"),
        gettext_lazy("An administrator checks SEALING_KEYS: an old key may be missing. Then try again."),
    ),
}


@dataclass(frozen=True)
class Due:
    """A date to keep and how far away it is. `tone` is late, soon, far or met."""

    day: date
    left: str
    tone: str


def due(case: Case, today: date, earlier: date | None = None) -> Due:
    """How many days are left, in words; for a case that ended, nothing is left to keep.

    `earlier`: what is to be done next must be out before the response.
    """
    day = earlier or case.due_safe
    days = (day - today).days
    if not case.is_open:
        return Due(case.due_safe, "", "met")
    if days < 0:
        words = ngettext("%(days)d day overdue", "%(days)d days overdue", -days) % {"days": -days}
        return Due(day, words, "late")
    if days == 0:
        return Due(day, _("due today"), "soon")
    words = ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    return Due(day, words, "soon" if days <= SOON_DAYS else "far")


SOON_DAYS = 7


def title(kind: str) -> str:
    """The title of a kind; a code that is not registered any more stays as it is."""
    try:
        return str(base.get(kind).title)
    except BadInput:
        return kind


def outcome(kind: str, code: str) -> str:
    """An outcome in words; a code that the kind no longer knows stays as it is."""
    try:
        return str(base.get(kind).outcome(code).words)
    except BadInput:
        return code


def delivery(code: str) -> str:
    return str(Delivery(code).label) if code in Delivery.values else code
