"""Who the person is, who asks, and what they asked before."""

from dsr import journal, letters
from dsr.journal import EntryName
from dsr.kinds import base
from dsr.law import child as law
from dsr.law.closures import MISTAKE, NO_REQUEST, WITHDRAWN
from dsr.law.verification import Level
from dsr.lifecycle import State, Transition
from dsr.models import (
    AddressChange,
    AgentPermission,
    Case,
    EarlierResponse,
    EligibilityRecord,
    Letter,
    Message,
    Verification,
)
from dsr.models.agent_permission import AgentPermissionState
from dsr.models.eligibility import About
from dsr.models.letter import LetterState
from dsr.models.verification import VerificationState
from tests.given import an_account, staff
from tests.given_facts.tried import Tried, set_answers, set_case


def _eligibility(about: About, answer: str = "") -> Tried:
    def record(case: Case, says: str) -> None:
        _unrecord(case)
        when = {"recorded_at": case.received_at, "day": case.received_at.date(), "entry": 1, "account": an_account()}
        EligibilityRecord.objects.create(case=case, about=about, says=says, rests_on="phone", **when)

    def _unrecord(case: Case) -> None:
        EligibilityRecord.objects.filter(case=case, about=about).delete()
        if answer:
            set_answers(case, **{answer: "unsure"})

    return Tried(lambda case: record(case, "no"), _unrecord, lambda case: record(case, "yes"))


def _repeats(case: Case) -> None:
    assert EarlierResponse.objects.filter(case=case).exists()


def _repeats_nothing(case: Case) -> None:
    EarlierResponse.objects.filter(case=case).delete()


def _repeats_what_is_open_again(case: Case) -> None:
    Case.objects.filter(pk=EarlierResponse.objects.get(case=case).earlier_id).update(state=State.REVIEW)


def _joined(case: Case) -> None:
    case.joined_to, case.join_ground = Case.objects.get(pk=case.pk), "same-address"
    case.joined_to.kind = case.kind


def _joined_without_ground(case: Case) -> None:
    _joined(case)
    case.join_ground = ""


def _not_joined(case: Case) -> None:
    set_case(case, joined_to=None, join_ground="")


def _letters_of_join(case: Case):
    return Letter.objects.filter(case=case, name=base.get(case.kind).letters.joined)


def _told_of_join(case: Case) -> None:
    _not_joined(case)
    assert _letters_of_join(case).update(state=LetterState.ACCEPTED)


def _join_never_told(case: Case) -> None:
    _letters_of_join(case).update(state=LetterState.REFUSED)


def _doubted(case: Case) -> None:
    set_case(case, verified_at=None, verified_level="")
    journal.reseal(case.pk, "account", {"email": "dana@example.com"})


def _agents_permission(case: Case, state: AgentPermissionState) -> None:
    set_case(case, is_for_another=True)
    AgentPermission.objects.update_or_create(case=case, defaults={"state": state, "ends_on": case.due_safe})


def _unpermitted(case: Case) -> None:
    set_case(case, is_for_another=True)
    AgentPermission.objects.filter(case=case).delete()


def _reminded(case: Case) -> None:
    name = base.get(case.kind).proof_rules.reminder
    composed = letters.ComposedLetter(name, "en", "email", "dana@example.com", "Please confirm", "Please.", "")
    row = letters.write_letter(case, composed, key=name, is_response=False)
    Letter.objects.filter(pk=row.pk).update(state=LetterState.ACCEPTED)


def _never_reminded(case: Case) -> None:
    Letter.objects.filter(case=case, key=base.get(case.kind).proof_rules.reminder).update(state=LetterState.REFUSED)


def _asked(case: Case, **changes: object) -> None:
    row = {"level": "points", "state": VerificationState.OPEN, "begun_at": case.received_at, "ends_on": case.due_safe}
    Verification.objects.update_or_create(case=case, defaults={**row, "given": [], **changes})


def _opened_again(case: Case) -> None:
    letter = letters.ComposedLetter(
        base.letters.MISTAKE, "en", "email", "dana@example.com", "By mistake", "Sorry.", ""
    )
    row = letters.write_letter(case, letter, key="closed", is_response=False)
    Letter.objects.filter(pk=row.pk).update(state=LetterState.ACCEPTED)
    set_case(case, state=State.CLOSED, closure=MISTAKE.code)
    journal.transition(
        case.pk, journal.Move(Transition.OPEN_AGAIN, {"closure": MISTAKE.code}, "It was hers."), staff()
    )
    set_case(case, state=State.REVIEW, closure="")


def _end_untold(case: Case) -> None:
    Letter.objects.filter(case=case, key="closed").update(state=LetterState.REPLACED)


def _still_asked(case: Case) -> None:
    set_case(case, state=State.VERIFYING)
    _asked(case)


def _withdrawn(case: Case) -> None:
    set_case(case, state=State.CLOSED, closure=WITHDRAWN.code)


def _entered_by_mistake(case: Case) -> None:
    _accepted(case, base.get(case.kind).letters.acknowledgement)
    set_case(case, state=State.CLOSED, closure=MISTAKE.code)


def _accepted(case: Case, name: str) -> None:
    composed = letters.ComposedLetter(name, "en", "email", "dana@example.com", "A letter", "A letter.", "")
    row = letters.write_letter(case, composed, key=f"accepted:{name}", is_response=False)
    Letter.objects.filter(pk=row.pk).update(state=LetterState.ACCEPTED)


def _no_request(case: Case) -> None:
    _entered_by_mistake(case)
    set_case(case, closure=NO_REQUEST.code)


def _ended_after_asking(case: Case) -> None:
    _accepted(case, base.get(case.kind).agents.permission)
    set_case(case, state=State.CLOSED, closure=WITHDRAWN.code)


def _ended_unasked(case: Case) -> None:
    Letter.objects.filter(case=case, name=base.get(case.kind).agents.permission).update(state=LetterState.REFUSED)


def _receipt_corrected(case: Case) -> None:
    set_case(case, state=State.REVIEW)
    journal.record(case.pk, journal.Line(EntryName.RECEIPT_CORRECTED, {"changed": []}), staff())


def _nothing_asked(case: Case) -> None:
    set_case(case, state=State.REVIEW)
    if case.is_for_another:
        row = {"state": AgentPermissionState.GIVEN, "shown_at": case.received_at, "ends_on": case.due_safe}
        AgentPermission.objects.update_or_create(case=case, defaults=row)
    Verification.objects.filter(case=case).update(state=VerificationState.PASSED)


def _asks_to_withdraw(case: Case) -> None:
    journal.record(case.pk, journal.Line(EntryName.WITHDRAWAL_ASKED, {"how": "phone"}), staff())


def _message_answered(case: Case) -> None:
    _nothing_answered(case)
    when = {"written_at": case.received_at, "settled_at": case.received_at, "settled": "answered"}
    Message.objects.create(case=case, about="words", key=f"m{case.pk}", number=1, answer_number=2, **when)


def _nothing_answered(case: Case) -> None:
    Message.objects.filter(case=case).delete()


def _message_noted(case: Case) -> None:
    _message_answered(case)
    Message.objects.filter(case=case).update(answer_number=None, settled="noted")


def _address_asked(case: Case) -> None:
    _no_address_asked(case)
    when = dict.fromkeys(("asked_at", "leaves_at", "holds_until"), case.received_at)
    kept = {"key": f"a{case.pk}", "rests_on": "x", "was_proved": False, "delivery": "email"}
    AddressChange.objects.create(case=case, **kept, **when)


def _no_address_asked(case: Case) -> None:
    AddressChange.objects.filter(case=case).delete()


def _address_stopped(case: Case) -> None:
    _address_asked(case)
    AddressChange.objects.filter(case=case).update(state="stopped")


def _parent_act(case: Case, act: str, *, is_mistake: bool = False) -> None:
    said = {"mistake": True} if is_mistake else {"on": "2026-03-10", "how": "call"}
    journal.record(case.pk, journal.Line(EntryName.ENTITLED_ACT, {"act": act, **said}), staff())


TRIED = {
    "unproved": Tried(
        lambda case: set_case(case, verified_at=None), lambda case: set_case(case, verified_at=case.received_at)
    ),
    "proof-over": Tried(lambda case: set_case(case, state=State.REVIEW), _still_asked),
    "account-doubted": Tried(
        _doubted,
        lambda case: journal.unseal_one(case.pk, "account"),
        lambda case: set_case(case, verified_level=Level.ACCOUNT),
    ),
    "permission-unconfirmed": Tried(
        _unpermitted,
        lambda case: set_case(case, is_for_another=False),
        lambda case: _agents_permission(case, AgentPermissionState.GIVEN),
    ),
    "reminded": Tried(_reminded, _never_reminded),
    "not-heard": Tried(
        _asked,
        lambda case: Verification.objects.filter(case=case).delete(),
        lambda case: _asked(case, given=["confirm"]),
    ),
    "confirmed": Tried(
        lambda case: _asked(case, state=VerificationState.PASSED, given=["email", "confirm"]),
        lambda case: Verification.objects.filter(case=case).delete(),
        lambda case: _asked(case, given=[]),
    ),
    "person-not-heard": Tried(
        lambda case: _agents_permission(case, AgentPermissionState.OPEN),
        _unpermitted,
        lambda case: _agents_permission(case, AgentPermissionState.DENIED),
    ),
    "data-shown": Tried(
        lambda case: _parent_act(case, law.DATA_SHOWN),
        lambda case: _parent_act(case, law.DATA_SHOWN, is_mistake=True),
    ),
    "consent-withdrawn": Tried(
        lambda case: set_answers(case, wish="withdraw"),
        lambda case: set_answers(case, wish="delete"),
    ),
    "seeing-refused": Tried(
        lambda case: set_case(case, verified_at=None, answers={**case.answers, "wish": "see"}),
        lambda case: set_answers(case, wish="delete"),
        lambda case: set_case(case, verified_at=case.received_at),
    ),
    "not-california": _eligibility(About.RESIDENCE, "ca_resident"),
    "not-household": _eligibility(About.HOUSEHOLD, "household"),
    "no-relationship": _eligibility(About.RELATIONSHIP),
    "relationship-ended": _eligibility(About.RECENT),
    "held-for-another": _eligibility(About.OWN_DATA),
    "answered-before": Tried(_repeats, _repeats_nothing, _repeats_what_is_open_again),
    "entered-by-mistake": Tried(
        _entered_by_mistake, lambda case: set_case(case, state=State.REVIEW, closure=""), _withdrawn
    ),
    "told-another-day": Tried(_receipt_corrected, lambda case: set_case(case, state=State.RESPONDED)),
    "goes-on": Tried(_opened_again, _end_untold, lambda case: set_case(case, state=State.CLOSED, closure="mistake")),
    "nothing-asked": Tried(
        _nothing_asked,
        _still_asked,
        lambda case: journal.record(case.pk, journal.Line(EntryName.AGENT_ASKED, {"missing": []}), staff()),
    ),
    "no-request": Tried(_no_request, lambda case: set_case(case, state=State.REVIEW, closure=""), _entered_by_mistake),
    "ended-unanswered": Tried(
        _ended_after_asking, _ended_unasked, lambda case: set_case(case, state=State.REVIEW, closure="")
    ),
    "asked-to-withdraw": Tried(_asks_to_withdraw, lambda case: set_case(case, state=State.RESPONDED)),
    "answer-waits": Tried(_message_answered, _nothing_answered, _message_noted),
    "address-asked": Tried(_address_asked, _no_address_asked, _address_stopped),
    "withdrawn": Tried(_withdrawn, lambda case: set_case(case, state=State.REVIEW, closure=""), _entered_by_mistake),
    "joined": Tried(_joined, _not_joined, _joined_without_ground),
    "told-of-join": Tried(_told_of_join, _join_never_told, _joined),
    "parent-shown": Tried(
        lambda case: set_case(case, verified_at=case.received_at), lambda case: set_case(case, verified_at=None)
    ),
}
