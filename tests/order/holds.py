"""What must hold after every step, whatever the order: nothing lost, nothing twice, nothing without proof."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from dsr import journal, letters, retention, verification
from dsr.clock import PACIFIC, now
from dsr.kinds import base
from dsr.law.verification import Level
from dsr.lifecycle import ENDED, WAITS_FOR_STAFF, State
from dsr.models import Case, DueWork, Letter, SecondApproval, Step, Verification
from dsr.models.letter import LetterState
from dsr.models.verification import VerificationState
from tests.order import truth
from tests.order.world import BusinessDatabase
from tests.smtp import MailServer

_MOST_DAYS = 90  # from receipt to the last day of an extended request, § 1798.130(a)(2)(A)


@dataclass
class Seen:
    """What the steps before left behind."""

    troubles: int = 0  # times that a letter's fate may have been lost: kills, and a server that hangs up
    bought: list[int] = field(default_factory=list)
    due: dict[int, tuple[date, date]] = field(default_factory=dict)
    ledger: int = 0  # versions that were published after the first
    read: set[int] = field(default_factory=set)  # letters that were held against what happened
    failed: bool = False


def everything(seen: Seen, server: MailServer, database: BusinessDatabase) -> None:
    seen.failed = True
    cases = list(Case.objects.select_related("business", "joined_to").prefetch_related("entries", "letters"))
    the_journal_holds()
    for case in cases:
        it_waits_for_somebody(case)
        it_is_proved(case)
        it_is_answered_once(case)
        it_is_joined_to_its_like(case)
        its_dates_hold(case, seen)
        more_time_has_its_notice(case)
        truth.no_letter_says_what_is_not_so(case, seen.read)
        what_is_kept_has_its_day(case)
        nothing_leaves_before_its_time(case)
    no_letter_too_often(server, seen)
    nothing_is_done_twice(database)
    nothing_is_done_unasked(cases, database)
    seen.failed = False


def nothing_leaves_before_its_time(case: Case) -> None:
    """While a decision waits, nothing of it is begun in a system, and no response is written."""
    if case.state != State.WORKING or case.leaves_at is None or case.leaves_at <= now():
        return
    assert not case.letters.filter(is_response=True, written_at__gte=case.decided_at).exists(), f"{case} left early"
    assert not Step.objects.filter(case=case, begun_at__gte=case.decided_at).exists(), f"{case} was begun early"


def the_journal_holds() -> None:
    assert [checked for checked in journal.verify_chain() if checked.fault] == []


def it_waits_for_somebody(case: Case) -> None:
    """Ended, or in the hands of a person, or with work that is not done; then a person sees what was given up."""
    state = State(case.state)
    if state in ENDED | WAITS_FOR_STAFF or case.stuck:
        return
    if DueWork.objects.unfinished().filter(case=case).exists():
        return
    if state is State.WORKING and SecondApproval.objects.asked().filter(case=case).exists():
        return
    if state is State.VERIFYING:
        row = Verification.objects.filter(case_id__in=[case.pk, case.opened_by_id or case.pk]).first()
        assert row is not None and (VerificationState(row.state) is VerificationState.OPEN) | (
            case.pk in verification.stray_proofs()
        ), f"{case.kind} waits for a proof that nobody can give"
    elif state is State.JOINED:
        assert case.joined_to is not None and State(case.joined_to.state) not in ENDED, f"{case.kind} waits in vain"
    elif state is State.RESPONDING:
        assert case.letters.filter(is_response=True, state=LetterState.TO_MAIL).exists(), f"{case.kind}: no letter"
    else:
        waiting = Step.objects.unsettled().filter(case=case).values_list("state", flat=True)
        assert {*waiting} & {"asked", "dry", "changed", "failed"}, f"{case.kind} is lost in {state}: {[*waiting]}"


def it_is_proved(case: Case) -> None:
    """No grant goes out for a kind that asks for proof before the proof is there."""
    kind = base.get(case.kind)
    is_out = State(case.state) in {State.RESPONDING, State.RESPONDED}
    if is_out and kind.proof_bounds.least is not Level.NONE and not kind.outcome(case.outcome).is_decline:
        assert case.verified_at is not None, f"{case.kind} was granted without proof"


def it_is_answered_once(case: Case) -> None:
    """One response for each time that the duty was open."""
    names = Counter(entry.name for entry in case.entries.all())
    opened_again = names["reopen"] + names["fail-delivery"] + names["finish"] + names["join-again"]
    opened_again += names["supplement"]
    assert names["receive"] == 1
    assert names["respond"] + names["answer"] <= 1 + opened_again
    accepted = [letter for letter in case.letters.all() if letter.is_response and letter.accepted_at]
    assert len(accepted) <= 1 + opened_again + names["readdress"] + names["return"]


def it_is_joined_to_its_like(case: Case) -> None:
    """Only to what is owed the same answer, with a ground; a person who decides it decides nothing else by it."""
    first, state = case.joined_to, State(case.state)
    if first is None:
        assert state is not State.JOINED
        return
    assert state not in {State.RECEIVED, State.VERIFYING, State.REVIEW}, f"{case.kind} is decided, and joined, too"
    assert (case.kind, case.business_id, case.year) == (first.kind, first.business_id, first.year)
    assert case.join_ground
    if base.get(case.kind).proof_bounds.least is not Level.NONE and state in {State.RESPONDING, State.RESPONDED}:
        assert case.verified_at is not None, f"{case.kind} was answered by the proof of another request"


def its_dates_hold(case: Case, seen: Seen) -> None:
    """A date never moves later, but by the one extension, or by a later receipt that a second person saw.

    It never moves beyond the last day of the law.

    What was kept and is done after all, once the request is answered, has dates of its own.
    """
    if any(entry.name == "finish" for entry in case.entries.all()):
        return
    before, now_is = seen.due.get(case.pk), (case.due_safe, case.due_latest)
    if before is not None and now_is != before:
        moved_later = now_is[0] > before[0] or now_is[1] > before[1]
        names = Counter(entry.name for entry in case.entries.all())
        extended = names["extend"] - names["extension-taken-back"]
        settled = SecondApproval.objects.filter(case=case, what="later-receipt", state__in=["given", "alone"])
        is_seen = names["receipt-corrected"] and settled.exists()
        assert not moved_later or extended == 1 or is_seen, f"{case.kind}: {before} became {now_is}"
    if base.get(case.kind).clocks.extend is not None:
        received = case.received_at.astimezone(PACIFIC).date()
        assert case.due_latest <= received + timedelta(days=_MOST_DAYS)
    seen.due[case.pk] = now_is


def more_time_has_its_notice(case: Case) -> None:
    """The journal agrees with the notice: what was not out in time is told by no letter and moved no date."""
    names = [
        one.name for one in case.entries.all() if one.name in {"extend", "extension-lapsed", "extension-restored"}
    ]
    if not names or not case.is_open or journal.is_finishing(case):
        return
    notice = letters.extension_notice_of(case)
    if notice is None:
        return
    out = [one.mailed_on or one.accepted_at.astimezone(PACIFIC).date() for one in _notices_out(case)]
    is_in_time = bool(out) and min(out) <= notice.first_due
    if names[-1] == "extension-lapsed":
        assert not is_in_time, f"{case.kind} lapsed, and its notice was out in time"
        assert case.due_safe <= notice.first_due, f"{case.kind} lapsed, and has the longer day"
    if names[-1] == "extension-restored":
        assert is_in_time, f"{case.kind} has more time again, and no notice was out in time"
    if not is_in_time:
        later = case.due_safe > notice.first_due
        assert not later or f"{case.due_safe:%B} {case.due_safe.day}, " not in letters.promise(case)


def follows_its_notice(case: Case) -> None:
    """After the day's work: without the notice in time the first day rules again."""
    notice = letters.extension_notice_of(case) if case.is_open and not journal.is_finishing(case) else None
    if notice is not None and notice.stand is letters.ExtensionNoticeState.LOST:
        assert case.due_safe <= notice.first_due, f"{case.kind} has the longer day without its notice"


def _notices_out(case: Case) -> list[Letter]:
    names, out = letters.extension_letter_names(), (LetterState.ACCEPTED, LetterState.MAILED)
    return [one for one in case.letters.all() if one.name in names and one.state in out]


def what_is_kept_has_its_day(case: Case) -> None:
    """No letter promises to look again, or names a hold, without the row by which the case comes back to a person."""
    kind = base.get(case.kind)
    for step in Step.objects.filter(case=case, state="kept").select_related("case", "system"):
        keep = kind.keep_code(step.keep_code)
        if keep.locks and State(case.state) in {State.RESPONDING, State.RESPONDED}:
            review = retention.review_of(step)
            assert review is not None, f"{case.kind}: {keep.code} is kept without an end"
            assert keep.has_purpose is (step.review_on is not None)


def no_letter_too_often(server: MailServer, seen: Seen) -> None:
    """A letter has one Message-ID, and a second copy only where its fate was lost."""
    copies = Counter(str(message["Message-ID"]) for message in server.kept)
    again = [message_id for message_id, times in copies.items() if times > 1]
    assert len(again) <= seen.troubles
    ours = set(Letter.objects.filter(message_id__in=again).values_list("message_id", flat=True))
    assert {*again} == ours


def nothing_is_done_twice(database: BusinessDatabase) -> None:
    effects = Counter(database.effects())
    assert [effect for effect, times in effects.items() if times > 1] == []


def _action(case: Case) -> str:
    """What its kind does in systems; empty when nothing."""
    work = base.get(case.kind).work
    return work.action if work else ""


def nothing_is_done_unasked(cases: list[Case], database: BusinessDatabase) -> None:
    """Rows go only when a request that is proved, or that asks for no proof, was granted."""
    places = {place for _what, place, _row in database.effects()}
    done = [case for case in cases if {entry.name for entry in case.entries.all()} & {"approve", "grant"}]
    if places - {"subscribers"}:
        assert any(_action(case) in {"delete", "close-account"} and case.verified_at for case in done)
    if "subscribers" in places:
        assert any(_action(case) for case in done)
