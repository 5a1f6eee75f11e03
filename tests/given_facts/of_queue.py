"""The groups of the queue in the daily email: what puts a request into each, and whose it is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from dsr import journal
from dsr.clock import now, today
from dsr.formats.references import spell
from dsr.journal import EntryName, Line
from dsr.lifecycle import State
from dsr.models import Account, Bundle, Bundled, Case, Step, Verification
from dsr.models.system import StepState
from dsr.models.verification import VerificationState
from dsr.reasons import Reason
from tests import given
from tests.given_facts.tried import Change, Told, set_case
from tests.given_many import many_like
from tests.given_steps import a_system

_DAY = timedelta(days=1)
READER = "robin@fernwood.example"
_BUNDLE = "BYBHRZXJ3U6"
_LITTLE, _REFUSED = Reason.PROOF_TOO_LITTLE, Reason.MAIL_MISCONFIGURED
_SHORT, _PASSED = VerificationState.SHORT, VerificationState.PASSED


def _to_do(days: int = 9, **fields: Any) -> Change:
    """It stands so, and is not due yet."""
    own = {"state": State.REVIEW, "stuck": "", "mail_waits": "", "assignee": None, **fields}
    return lambda case: set_case(case, send_by=today() + days * _DAY, **own)


def by_reader() -> Account:
    return Account.objects.get(email=READER)


def _one_who_left() -> Account:
    left = given.an_account()
    left.is_active = False
    left.save()
    return left


def _assigned(whom: Callable[[], Account], days: int = 9) -> Change:
    def stands(case: Case) -> None:
        set_case(case, assignee=whom())
        _to_do(days, assignee=case.assignee)(case)

    return stands


def _many(count: int, state: State = State.REVIEW) -> Change:
    """So many requests to decide, with this one."""

    def stand(case: Case) -> None:
        _to_do(state=state)(case)
        many_like(Case.objects.get(pk=case.pk), count - 1)

    return stand


def _bundled(case: Case, **fields: Any) -> None:
    own = {"business": case.business, "kind": case.kind, "received_at": now(), "entered_at": now()}
    bundle = Bundle.objects.create(reference=_BUNDLE, account=given.an_account(), **own)
    Bundled.objects.create(bundle=bundle, case=case, number=1)
    _to_do(**fields)(case)


def _bundled_and_ended(case: Case) -> None:
    _bundled(case, state=State.RESPONDED)


def _short(state: VerificationState) -> Change:
    def stands(case: Case) -> None:
        own = {"state": state, "ends_on": today() + 2 * _DAY, "begun_at": now()}
        Verification.objects.update_or_create(case=case, defaults=own)
        _to_do(stuck=_LITTLE, verified_at=None)(case)

    return stands


def _disowned(case: Case) -> None:
    """Who reads the mail says that the request is not theirs."""
    _short(_SHORT)(case)
    journal.record(case.pk, Line(EntryName.DISOWNED), journal.REQUESTER)


def _disowned_and_proved(case: Case) -> None:
    _disowned(case)
    set_case(case, verified_at=now())


def _failed_long_ago(case: Case) -> None:
    """A step failed, and what came of it was answered since."""
    _to_do(state=State.RESPONDED)(case)
    own = {"action": "delete", "position": 1, "state": StepState.FAILED, "reason": Reason.STEP_FAILED}
    Step.objects.create(case=case, system=a_system(case.business, "Archive"), **own)


def _seen_by_person(case: Case) -> None:
    _short(_SHORT)(case)
    set_case(case, verified_at=now())


# By the word of letters/daily.txt under which its sentences stand. Each begins with a request that is listed nowhere.
TRIED: dict[str, Told] = {
    "due": Told(_to_do(1), _to_do(2), _to_do(1, state=State.RESPONDED)),
    "message": Told(_to_do(message_waits="yes"), _to_do(), _to_do(message_waits="yes", state=State.RESPONDED)),
    "decide": Told(_to_do(), _to_do(state=State.VERIFYING), _to_do(state=State.RESPONDED)),
    "identity": Told(_to_do(stuck=_LITTLE), _to_do(), _to_do(stuck=_LITTLE, state=State.RESPONDED)),
    "mail": Told(
        _to_do(state=State.RESPONDING, mail_waits="letter"),
        _to_do(state=State.RESPONDING),
        _to_do(state=State.RESPONDED, mail_waits="letter"),
    ),
    "address": Told(_to_do(state=State.UNDELIVERED), _to_do(), _to_do(state=State.RESPONDED)),
    "fault": Told(_to_do(stuck=_REFUSED), _to_do(), _failed_long_ago),
    "after": Told(
        _to_do(state=State.RESPONDED, stuck=_REFUSED), _to_do(state=State.RESPONDED), _to_do(stuck=_REFUSED)
    ),
    "row.is_mine": Told(_assigned(by_reader), _to_do(), _assigned(given.an_account)),
    "row.is_unassigned": Told(_to_do(), _assigned(by_reader), _assigned(given.an_account)),
    "row.gone": Told(_assigned(_one_who_left), _to_do(), _assigned(given.an_account)),
    "row.people": Told(_bundled, _to_do(), _bundled_and_ended, lambda _case: spell(_BUNDLE)),
    "row.answer_on": Told(_short(_SHORT), _short(_PASSED), _seen_by_person),
    "row.is_disowned": Told(_disowned, _short(_SHORT), _disowned_and_proved),
    "group.has_more": Told(_many(11), _many(10), _many(11, State.RESPONDED), lambda _case: "All 11"),
    "summary.overdue_elsewhere": Told(
        _assigned(given.an_account, -1),
        _assigned(given.an_account, 0),
        _assigned(_one_who_left, -1),
        lambda _case: "1",
    ),
}
