"""What the daily email tells staff: the rows behind each of its lists, made, taken away and turned around."""

from datetime import date, datetime, time, timedelta
from typing import Any

from dsr import clock, disclosures, journal
from dsr.clock import PACIFIC, now, today
from dsr.journal import EntryName, Line
from dsr.kinds import base
from dsr.kinds.base import TwoPersonAct
from dsr.law.clocks import Deadline
from dsr.law.endings import Keeping
from dsr.lifecycle import State, Transition, Who
from dsr.models import (
    Account,
    AgencyDirection,
    Case,
    Entry,
    LegalHold,
    Letter,
    SecondApproval,
    Step,
    System,
    ThirdPartyNotice,
    Verification,
    YearStatement,
)
from dsr.models.legal_hold import HoldScope
from dsr.models.letter import LetterState
from dsr.models.system import StepState
from dsr.models.verification import VerificationState
from dsr.reasons import Reason
from tests import given
from tests.given_facts.of_desk_work import clock_off, event, work
from tests.given_facts.tried import Change, Told, by_year
from tests.given_steps import a_system
from tests.given_systems import a_system as a_database_system

_DAY = timedelta(days=1)


def _case(case: Case, **fields: Any) -> None:
    Case.objects.filter(pk=case.pk).update(**fields)


def _approval(state: str, days: int | None = 3) -> Change:
    def asked(case: Case) -> None:
        who = Account.objects.create(email=f"{state}{days}@fernwood.example", role=Who.REVIEWER.value)
        by = today() + days * _DAY if days is not None else None
        settled = {"settled_by": given.an_account(), "settled_at": now()} if state == "given" else {}
        fields = {
            "what": TwoPersonAct.ERASURE,
            "state": state,
            "by": by,
            "asked_by": who,
            "asked_at": now(),
            **settled,
        }
        SecondApproval.objects.create(case=case, **fields)

    return asked


def _stated(case: Case) -> YearStatement:
    return given.a_statement(case.business, case.year)


def _withdrawn(case: Case) -> None:
    why = "A contract was found that nobody had entered."
    disclosures.withdraw_statement(_stated(case).pk, given.an_account(), why)


def _stated_again(case: Case) -> None:
    _withdrawn(case)
    _stated(case)


def _answered(*, owes_rest: bool, is_stated: bool) -> Change:
    """What is out is what was known so far, or the whole; and the year is stated by now, or not."""

    def stands(case: Case) -> None:
        outcomes = base.get(case.kind).outcomes
        code = next(one.code for one in outcomes if one.owes_rest is owes_rest and not one.is_decline)
        _case(case, state=State.RESPONDED, outcome=code)
        if is_stated:
            _stated(case)

    return stands


def _letter(case: Case, name: str, state: LetterState) -> None:
    own = {"key": f"{name}:{case.pk}", "message_id": f"{name}-{case.pk}", "language": "en", "delivery": "mail"}
    fields = {"state": state, "mailed_on": today() if state == LetterState.MAILED else None, "written_at": now()}
    Letter.objects.update_or_create(case=case, name=name, is_response=False, defaults={**own, **fields})


def _more_time(letter: LetterState, days: int = 3) -> Change:
    """More time is taken; its notice had to be out in so many days, and is so far as its letter."""

    def taken(case: Case) -> None:
        _case(case, extended_at=now())
        day = (today() + days * _DAY).isoformat()
        if not Entry.objects.filter(case=case, name=EntryName.EXTEND).exists():
            facts = {"first_due": day, "first_send_by": day}
            journal.record(case.pk, Line(EntryName.EXTEND, facts), journal.MACHINE)
        _letter(case, "deletion/extension", letter)

    return taken


def _no_more_time(case: Case) -> None:
    _case(case, extended_at=None)


def _acknowledged(state: LetterState, days: int) -> Change:
    """So far is the acknowledgement on paper, when its day to send by is so many days ahead."""

    def stands(case: Case) -> None:
        received = Entry.objects.get(case=case, name=Transition.RECEIVE)
        by = Deadline.from_facts(journal.facts_of(received)["acknowledge_by"]).send_by
        clock.freeze(datetime.combine(by - days * _DAY, time(9), tzinfo=PACIFIC))
        Letter.objects.filter(case=case, name="deletion/acknowledgement").update(state=state)

    return stands


def _law_day(days: int, state: LetterState = LetterState.TO_MAIL) -> Change:
    """The acknowledgement on paper, whose day by the law is so many days after the day to send it by."""

    def stands(case: Case) -> None:
        _acknowledged(state, 7)(case)
        facts = journal.facts_of(Entry.objects.get(case=case, name=Transition.RECEIVE))
        by = date.fromisoformat(facts["acknowledge_by"]["due_safe"])
        anew = {**facts["acknowledge_by"], "send_by": (by - days * _DAY).isoformat()}
        line = Line(EntryName.RECEIPT_CORRECTED, {**facts, "acknowledge_by": anew})
        journal.record(case.pk, line, journal.MACHINE)

    return stands


def _proof(state: VerificationState, at: State, days: int = 2) -> Change:
    def stands(case: Case) -> None:
        _case(case, state=at, verified_at=None)
        Verification.objects.filter(case=case).update(state=state, ends_on=today() + days * _DAY)

    return stands


def _step(case: Case, state: StepState, **fields: Any) -> Step:
    own = {"position": 1, "state": state, **fields}
    made, _made = Step.objects.update_or_create(
        case=case, system=a_system(case.business, "Archive"), action="delete", defaults=own
    )
    return made


def _asked(state: StepState, reason: str = Reason.OWNER_SILENT) -> Change:
    return lambda case: _step(case, state, reason=reason)


def _company(state: str, reason: str = "", *, is_decided: bool = True) -> Change:
    def stands(case: Case) -> None:
        fields = {"state": state, "reason": reason, "due_on": today() if is_decided else None, "made_at": now()}
        own = {"recipient_key": "r1", "how": "email", "name": "Birch Mailing", "message_id": f"m{case.pk}"}
        ThirdPartyNotice.objects.update_or_create(case=case, what="delete", defaults={**own, **fields})

    return stands


def _on_hold(days: int, *, is_ended: bool = False) -> Change:
    """A litigation hold on it, to be looked at again in so many days."""

    def change(case: Case) -> None:
        LegalHold.objects.create(
            reference="HXLDHXLDHXL",
            scope=HoldScope.CASE,
            case=case,
            until=today() + timedelta(days=days),
            set_by=Account.objects.filter(role="administrator").first(),
            set_at=now(),
            ended_at=now() if is_ended else None,
        )

    return change


def _kept(days: int, state: StepState = StepState.KEPT) -> Change:
    def stands(case: Case) -> None:
        _case(case, state=State.RESPONDED)
        _step(case, state, keep_code="E8_LEGAL_OBLIGATION", review_on=today() + days * _DAY)

    return stands


def _held(days: int, state: StepState = StepState.KEPT) -> Change:
    """A hold, whose last day is so many days ahead."""

    def stands(case: Case) -> None:
        code = next(keep.code for keep in base.get(case.kind).keep_codes if keep.keeping is Keeping.HOLD)
        _case(case, state=State.RESPONDED)
        step = _step(case, state, keep_code=code)
        AgencyDirection.objects.filter(step=step).delete()
        rows = {"directed_on": today(), "ends_on": today() + days * _DAY, "forbids_telling": False}
        AgencyDirection.objects.create(step=step, keep_code=code, recorded_at=now(), **rows)

    return stands


def _way(*, is_approved: bool, is_active: bool = True) -> Change:
    def stands(case: Case) -> None:
        if not System.objects.filter(name="Shop database").exists():
            a_database_system(name="Shop database")
        system = System.objects.get(name="Shop database")
        System.objects.filter(pk=system.pk).update(
            approved_digest=system.mapping_digest if is_approved else "", is_active=is_active
        )

    return stands


def _to_mail(state: LetterState) -> Change:
    return lambda _case: Letter.objects.update(state=state)


_LAST = {"is_given_up": True}
_OPEN, _PASSED = VerificationState.OPEN, VerificationState.PASSED

# By the word of letters/daily.txt under which its sentences stand. Each begins with a request that is listed nowhere.
TRIED: dict[str, Told] = {
    "approvals": Told(_approval("asked"), lambda _case: SecondApproval.objects.all().delete(), _approval("given")),
    "row.by": Told(_approval("asked"), _approval("asked", None), _approval("refused")),
    "years": Told(lambda _case: None, _stated, _stated_again, by_year),
    "one.lapsed": Told(_withdrawn, lambda _case: None, _stated_again, by_year),
    "rest_known": Told(
        _answered(owes_rest=True, is_stated=True),
        _answered(owes_rest=False, is_stated=True),
        _answered(owes_rest=True, is_stated=False),
    ),
    "rest": Told(
        _answered(owes_rest=True, is_stated=False),
        _answered(owes_rest=False, is_stated=False),
        _answered(owes_rest=True, is_stated=True),
    ),
    "notices": Told(_more_time(LetterState.TO_MAIL), _no_more_time, _more_time(LetterState.MAILED)),
    'notice.stand == "lost"': Told(
        _more_time(LetterState.TO_MAIL, -1), _more_time(LetterState.TO_MAIL), _more_time(LetterState.MAILED)
    ),
    "notice.is_recordable": Told(
        _more_time(LetterState.TO_MAIL, -1), _more_time(LetterState.REPLACED, -1), _more_time(LetterState.MAILED, -1)
    ),
    'notice.stand == "refused"': Told(
        _more_time(LetterState.REFUSED), _more_time(LetterState.WRITTEN), _more_time(LetterState.MAILED)
    ),
    "acknowledge": Told(
        _acknowledged(LetterState.TO_MAIL, 7),
        _acknowledged(LetterState.TO_MAIL, 8),
        _acknowledged(LetterState.MAILED, 7),
    ),
    "law_day": Told(_law_day(2), _law_day(0), _law_day(2, LetterState.MAILED)),
    "proofs": Told(_proof(_OPEN, State.VERIFYING), _proof(_OPEN, State.VERIFYING, 4), _proof(_PASSED, State.REVIEW)),
    "silent": Told(_asked(StepState.ASKED), _asked(StepState.ASKED, ""), _asked(StepState.PLANNED)),
    "tellings": Told(
        _company("sent", Reason.TELLING_SILENT),
        _company("sent"),
        _company("acknowledged", Reason.TELLING_SILENT),
        lambda _case: "Birch Mailing",
    ),
    "kept": Told(_kept(7), _kept(8), _kept(7, StepState.DONE)),
    "one.is_hold": Told(_held(7), _held(8), _held(7, StepState.DONE)),
    "holds": Told(_on_hold(-1), _on_hold(0), _on_hold(-1, is_ended=True), lambda _case: "HXLD-HXLD-HXL"),
    "summary.mappings": Told(
        _way(is_approved=False), _way(is_approved=True), _way(is_approved=False, is_active=False), lambda _case: "Shop"
    ),
    "summary.untold": Told(
        event(is_given_up=True),
        event(is_given_up=False),
        event(is_given_up=True, is_told=True),
        lambda _case: "Team chat",
    ),
    "summary.to_mail": Told(
        _to_mail(LetterState.TO_MAIL), _to_mail(LetterState.MAILED), _to_mail(LetterState.REPLACED), lambda _case: "1"
    ),
    "summary.clock_seconds": Told(
        clock_off(-7200, 23), clock_off(None, 23), clock_off(-7200, 25), lambda _case: "-7200"
    ),
    "summary.reports_stuck": Told(
        lambda _case: work("digest", 1, **_LAST),
        lambda _case: work("digest", 1, is_given_up=False),
        lambda case: work("send", 1, **_LAST, case=case),
        lambda _case: "1",
    ),
}
