"""The desk's words for codes: states, what to do next, how far away a date is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dsr import letters, review
from dsr.errors import BadInput
from dsr.kinds import base
from dsr.law.clocks import Basis
from dsr.law.closures import CLOSURES
from dsr.lifecycle import State
from dsr.models import Case
from dsr.models import way as ways
from dsr.models.case import Delivery
from dsr.models.system import StepState
from dsr.reasons import ON_PROOF, Reason
from portal.staff.wording import dates, departure, unknown_codes
from portal.staff.wording.reasons import explain

STATES = {
    State.RECEIVED: gettext_lazy("Received"),
    State.VERIFYING: gettext_lazy("Waits for proof"),
    State.REVIEW: gettext_lazy("To decide"),
    State.WORKING: gettext_lazy("Being prepared"),
    State.RESPONDING: gettext_lazy("Response written"),
    State.RESPONDED: gettext_lazy("Responded"),
    State.UNDELIVERED: gettext_lazy("Not delivered"),
    State.CLOSED: gettext_lazy("Closed without an answer"),
    State.JOINED: gettext_lazy("Joined"),
    State.FORGOTTEN: gettext_lazy("Forgotten"),
}


def state(code: str) -> str:
    """A state in a word or two."""
    return str(STATES[State(code)]) if code in set(State) else unknown_codes.sentence("state", code)


@dataclass(frozen=True)
class Step:
    """What to do next. `tone` is act, wait, stuck or done; `place`: where on the page of the case, if anywhere."""

    words: str
    tone: str
    place: str = ""


@dataclass(frozen=True)
class Waiting:
    """How far the step came that waits for a person, and its reason: empty where its state says all."""

    state: StepState
    reason: str = ""


def waiting(stand: Mapping[str, str] | None) -> Waiting | None:
    """Of a case in a list: {"state", "reason"} of the step that waits for a person, None where none does."""
    return Waiting(StepState(stand["state"]), stand["reason"]) if stand else None


_WORK = "work-title"


def next_step(
    case: Case,
    letters_to_mail: bool = False,
    waiting_step: Waiting | None = None,
    notice_to_mail: bool = False,
    is_year_stated: bool | None = None,
) -> Step:
    """What to do next with a case, most pressing first.

    `letters_to_mail`: a paper letter waits to be mailed. `waiting_step`: the step that waits for a person, if one
    does. `notice_to_mail`: that letter is the notice of more time. `is_year_stated`: a person says that the reporting
    year is complete; None where the caller did not read it.
    """
    if notice_to_mail and case.is_open:
        return Step(_("Print and mail the notice of more time: without it in time the extension does not hold"), "act")
    if case.state == State.WORKING and waiting_step and waiting_step.state in _WAITING_STEPS:
        if waited_for := ways.approval_for(waiting_step.reason):
            return Step(str(waited_for.next_step), "act", _WORK)
        words, tone = _BY_REASON.get(waiting_step.reason, _WAITING_STEPS[waiting_step.state])
        return Step(str(words), tone, _WORK)
    if case.message_waits and not case.stuck:
        return Step(message_words(case), "act")
    if leaves := review.leaves_at(case):
        return Step(departure.until(departure.of_decision(case), leaves), "wait")
    if case.stuck:
        return Step(identity_words(case), "stuck")
    if case.state == State.REVIEW and waiting_step and waiting_step.state is StepState.FAILED:
        words, tone = _WAITING_STEPS[waiting_step.state]
        return Step(str(words), tone, _WORK)
    if is_rest_owed(case):
        is_known = review.is_rest_known(case) if is_year_stated is None else is_year_stated
        if is_known:
            return Step(_("The rest is owed, and the year is complete: send the whole response now"), "act")
        return Step(_("The rest is owed: send it when the year is complete"), "act")
    if letters_to_mail and case.state in _TO_MAIL:
        return Step(str(_TO_MAIL[State(case.state)]), "act")
    words, tone = _NEXT[State(case.state)]
    return Step(str(words), tone)


def message_words(case: Case) -> str:
    """What to do with a message that waits, and what follows."""
    return _("Read the message, then decide") if case.state == State.REVIEW else _("Read the message")


def stuck_words(code: str) -> str:
    """What to do about the reason for which the machine stopped, as queue and case say it."""
    if code == Reason.PROOF_TOO_LITTLE:
        return _("Check identity: too little given")
    said = _("Check identity: %(why)s") if code in ON_PROOF else _("Fix a fault: %(why)s")
    return said % {"why": explain(code).why}


def identity_words(case: Case) -> str:
    """The same, and that the owner of the address says it was not them, where a list or a page knows it."""
    if case.stuck in ON_PROOF and getattr(case, "is_disowned", False):
        return _("Check identity: the owner says “This was not me”")
    return stuck_words(case.stuck)


def approval_step(case: Case, *, is_asked: bool) -> Step | None:
    """What to do next where a second person approves the decision; None where that waits for nobody."""
    return Step(_("Second approval"), "act") if is_asked and case.state == State.WORKING else None


_TO_MAIL = {
    State.CLOSED: gettext_lazy("Print and mail the letter: it says how the request ended"),
    State.RESPONDING: gettext_lazy("Print and mail the response"),
    State.REVIEW: gettext_lazy("Decide, and mail the letter that waits"),
    State.VERIFYING: gettext_lazy("Print and mail the letter that waits"),
}
_WAITING_STEPS = {
    StepState.CHANGED: (gettext_lazy("Look at the changed rows"), "stuck"),
    StepState.FAILED: (gettext_lazy("See why a step failed"), "stuck"),
    StepState.DRY: (gettext_lazy("Approve the fields"), "act"),
    StepState.ASKED: (gettext_lazy("Wait: a system, or its owner, acts"), "wait"),
}
_BY_REASON: Mapping[str, tuple[Any, str]] = {
    Reason.OWNER_SILENT: (gettext_lazy("Chase the owner of a system: no answer"), "act"),
    Reason.WEBHOOK_SILENT: (gettext_lazy("Ask why a system does not answer"), "act"),
}


_NEXT = {
    State.RECEIVED: (gettext_lazy("Wait: the acknowledgement is being written"), "wait"),
    State.VERIFYING: (gettext_lazy("Wait: the person must confirm or prove it"), "wait"),
    State.REVIEW: (gettext_lazy("Decide"), "act"),
    State.WORKING: (gettext_lazy("Wait: the response is being written"), "wait"),
    State.RESPONDING: (gettext_lazy("Wait: the letter is being sent"), "wait"),
    State.RESPONDED: (gettext_lazy("Nothing: the response is out"), "done"),
    State.UNDELIVERED: (gettext_lazy("Give another address"), "act"),
    State.CLOSED: (gettext_lazy("Nothing: it is closed without an answer"), "done"),
    State.JOINED: (gettext_lazy("Wait: it is answered with the earlier request"), "wait"),
    State.FORGOTTEN: (gettext_lazy("Nothing: the record period is over"), "done"),
}


@dataclass(frozen=True)
class Due:
    """A day to keep and how far away it is. `tone` is met or a level of a list; `beside` says who set which day.

    `law` says the same in a list. Both are empty where the day to send by is the law's own.
    """

    day: date
    left: str
    tone: str
    beside: str = ""
    law: str = ""


def due(case: Case, today: date) -> Due:
    """The day to send by, which leads on every page, with the law's day beside it where that is another.

    For a case that ended, nothing is left to keep. Past the day to send by is late; whether the last day that the law,
    or the policy, gives is past too is said beside it.
    """
    if not case.is_open and not is_rest_owed(case):
        return Due(case.send_by, "", "met")
    last = letters.last_day_of(case)
    due = _until(case.send_by, today, last.day)
    return replace(due, beside=_beside(case.send_by, last), law=_in_list(case.send_by, last))


def day_to_keep(day: date, today: date, law_day: date) -> Due:
    """Another day of a case, such as that of the acknowledgement, with the law's own for it beside."""
    beside = "" if law_day == day else _BESIDE[Basis.LAW, law_day < today] % {"day": dates.weekday(law_day)}
    return replace(_until(day, today, law_day), beside=beside)


def _until(day: date, today: date, last: date) -> Due:
    days = (day - today).days
    if last < today:
        words = ngettext("%(days)d day overdue", "%(days)d days overdue", -days) % {"days": -days}
        return Due(day, words, "late")
    if days < 0:
        words = ngettext("%(days)d day past our own day", "%(days)d days past our own day", -days) % {"days": -days}
        return Due(day, words, "late")
    ahead = dates.distance(day, today)
    return Due(day, ahead.words, ahead.level)


def _beside(send_by: date, last: letters.LastDay) -> str:
    """The outer limit of the law is no target: before it passed it is not shown."""
    if last.basis is Basis.AIM and not last.has_passed:
        return _("our own aim: no day is promised")
    if last.day == send_by and not last.has_passed:
        return ""
    return _BESIDE[last.basis, last.has_passed] % {"day": dates.weekday(last.day)}


def _in_list(send_by: date, last: letters.LastDay) -> str:
    if not _beside(send_by, last):
        return ""
    return _IN_LIST[last.basis, last.has_passed] % {"day": dates.short(last.day)}


_BESIDE = {
    (Basis.LAW, False): gettext_lazy("the law's day is %(day)s"),
    (Basis.LAW, True): gettext_lazy("past the law's day, %(day)s"),
    (Basis.POLICY, False): gettext_lazy("our policy's day is %(day)s"),
    (Basis.POLICY, True): gettext_lazy("past our policy's day, %(day)s"),
    (Basis.AIM, True): gettext_lazy("past the law's outer limit, %(day)s"),
}
_IN_LIST = {
    (Basis.LAW, False): gettext_lazy("law: %(day)s"),
    (Basis.LAW, True): gettext_lazy("past the law's day, %(day)s"),
    (Basis.POLICY, False): gettext_lazy("policy: %(day)s"),
    (Basis.POLICY, True): gettext_lazy("past our policy's day, %(day)s"),
    (Basis.AIM, False): gettext_lazy("no day is promised"),
    (Basis.AIM, True): gettext_lazy("past the law's limit, %(day)s"),
}


SOON_DAYS = dates.SOON_DAYS


def is_rest_owed(case: Case) -> bool:
    """What was sent is not complete; a kind that this version does not know owes nothing that it could name."""
    try:
        return review.owes_rest(case)
    except BadInput:
        return False


def title(kind: str) -> str:
    """What staff call a kind."""
    try:
        found = base.get(kind)
        return str(found.desk_title or found.title)
    except BadInput:
        return unknown_codes.sentence("kind", kind)


def outcome(kind: str, code: str) -> str:
    """An outcome in words; empty before there is one."""
    try:
        return str(base.get(kind).outcome(code).words) if code else ""
    except BadInput:
        return unknown_codes.sentence("outcome", code)


def closure(code: str) -> str:
    """How a request ended without an answer, in words; empty where it did not."""
    if code and code not in CLOSURES:
        return unknown_codes.sentence("ending", code)
    return _(CLOSURES[code].words) if code else ""


def delivery(code: str) -> str:
    return str(Delivery(code).label) if code in Delivery.values else unknown_codes.sentence("way of delivery", code)
