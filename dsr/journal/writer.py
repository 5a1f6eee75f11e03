"""The one writer of state: lock the case, check the transition, write state, deadlines, entry and due work."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from dsr import key_marks, sealing, webhooks, work_queue
from dsr.clock import now, today
from dsr.errors import Changed, NotAllowed
from dsr.formats import canonical_json
from dsr.journal import approvals, entries, send_days, stuck_marks
from dsr.journal.entry_names import EntryName
from dsr.journal.moves import MACHINE, Actor, Line, Move
from dsr.journal.receipt_dates import OF_RECEIPT
from dsr.journal.seals import HeldCase, hold_case, index_parties, lock_case, newest_case
from dsr.journal.shared_letters import hold_letters, take_back_whole
from dsr.journal.waits import mind_waiting_receipt
from dsr.law.spans import add_months
from dsr.lifecycle import ENDED, RULES, WAITS_FOR_MACHINE, State, Transition, allows
from dsr.models import Attachment, BlindIndex, Case, Entry, Letter, Message, NameWord, PageLink, Sealed, holds
from dsr.models.address_change import AddressChange
from dsr.models.due_work import WorkName
from dsr.models.letter import UNSENT, LetterState
from dsr.models.message import Settled
from dsr.models.raw_sql import insert_new, update_columns
from dsr.models.transactions import joined
from dsr.models.webhook import EventName

# What a transition or a recorded fact may write into the case beside its state and its chain.
_WRITABLE = frozenset(
    {
        "assignee_id",
        "choice_mode_id",
        "closure",
        "compilation_id",
        "decided_at",
        "decided_mark",
        "delivery",
        *("due_latest", "due_safe"),
        "extended_at",
        "forgotten_at",
        "join_ground",
        "joined_to_id",
        "leaves_at",
        "outcome",
        "reasons",
        "responded_at",
        "retain_until",
        "stuck",
        *("verified_at", "verified_level"),
    }
)

# What a decision leaves in the case. It goes with the decision, whoever takes that back: nothing says “decided” then.
_UNDECIDED: Mapping[str, Any] = {
    **{"outcome": "", "reasons": [], "decided_at": None, "compilation_id": None},
    **{"leaves_at": None, "decided_mark": ""},
}
_UNDOES = frozenset({Transition.RETURN, Transition.REOPEN, Transition.CLOSE})


def _entry(case: Case, actor: Actor, line: Line, from_state: str, to_state: str) -> Entry:
    """The next entry of the case, which counts it; not written yet, as its words are."""
    number = case.entry_count + 1
    facts = {**line.facts, **({"bulk": actor.bulk} if actor.bulk else {})}
    if line.words:
        sealed = sealing.seal(case, f"{line.sealed_as}{number}", line.words)
        insert_new([Sealed(case=case, name=f"{line.sealed_as}{number}", value=sealed)])
        facts[line.sealed_as[:-1]] = canonical_json.digest(sealed.hex())
    entry = Entry(
        case=case,
        number=number,
        at=now(),
        who=actor.who.value,
        account_id=actor.account_id,
        name=line.name.value,
        from_state=from_state,
        to_state=to_state,
        facts=canonical_json.encode(facts).decode(),
        previous=case.head,
    )
    entry.digest = entries.chain(case.head, entries.chained_fields(entry))
    entry.mac = sealing.entry_mac(entry.digest)
    case.entry_count, case.head = number, entry.digest
    return entry


def open_case(
    case: Case,
    actor: Actor,
    facts: Mapping[str, Any],
    sealed: Mapping[str, Any],
) -> Case:
    """RECEIVE: write a new case, what is sealed with it (by name), its blind indexes, and its first entry.

    Raises NotAllowed, KeyLost, and IntegrityError when the submission is known.
    """
    with joined():
        return _open(case, actor, facts, sealed)


def _open(case: Case, actor: Actor, facts: Mapping[str, Any], sealed: Mapping[str, Any]) -> Case:
    if not allows(Transition.RECEIVE, None, actor.who):
        raise NotAllowed(_("You may not enter requests."))
    key_marks.require_keys()  # what a wrong key sealed would be lost when the right one is back
    # The case before is named, so that a case that is removed with its whole journal is missed.
    newest = newest_case(case.business_id)
    case.state = RULES[Transition.RECEIVE].target
    case.data_key = sealing.new_data_key()
    insert_new([case])
    insert_new(Sealed(case=case, name=name, value=sealing.seal(case, name, value)) for name, value in sealed.items())
    index_parties(case, sealed)
    line = Line(Transition.RECEIVE, {**facts, "after": newest[0] if newest else None})
    insert_new([_entry(case, actor, line, "", case.state)])
    update_columns(case, "entry_count", "head")
    pressed = actor.account_id is None  # what staff enter may be a list of hundreds
    key = f"advance:{case.pk}:{case.entry_count}"
    work_queue.add(WorkName.ADVANCE, case.pk, key, case_id=case.pk, is_urgent=pressed)
    if newest is None or newest[1]:
        webhooks.note_event(case, EventName.OPENED)
    return case


def _record_period(source: State, target: State) -> dict[str, date | None]:
    """The record is kept RETAIN_MONTHS calendar months from the day the case ends, 11 CCR § 7101(a)."""
    if target not in ENDED:
        return {"retain_until": None}
    if source not in ENDED:
        return {"retain_until": add_months(today(), settings.RETAIN_MONTHS)}
    return {}


def _own_decision(target: State) -> dict[str, Any]:
    """What a person decides, and what ends without an answer, stands on its own: a join, if there was one, is over."""
    return {"joined_to_id": None, "join_ground": ""} if target in {State.REVIEW, State.CLOSED} else {}


def _refuse_if_changed(case: Case, actor: Actor, seen: int | None) -> None:
    """A person decides on what the page showed; another person or a transition in between comes first."""
    if seen is None or case.entry_count == seen:
        return
    newer = Entry.objects.filter(case=case, number__gt=seen).select_related("account")
    since = [entry for entry in newer if entries.is_change(entry, actor.account_id)]
    if since:
        raise Changed(_("This request changed since you opened the page. Nothing of yours was done."), list(since))


def _write(held: HeldCase, actor: Actor, lines: Sequence[Line], target: State, changes: Mapping[str, Any]) -> Case:
    """The entries of the lines, the last of which takes the case to `target`, and what they change, all or nothing."""
    case, name = held.case, lines[-1].name
    unknown = set(changes) - (_WRITABLE | OF_RECEIPT if name == EntryName.RECEIPT_CORRECTED else _WRITABLE)
    if unknown:
        raise ValueError(f"The journal does not write {sorted(unknown)}.")
    case.received_at = changes.get("received_at", case.received_at)  # the day to send by is counted from it
    if "due_safe" in changes:
        changes = {**changes, "send_by": send_days.send_day_of(case, changes["due_safe"])}
    if "stuck" in changes:
        changes = {**changes, "stuck": stuck_marks.mark_after(case, target, changes["stuck"])}
    before, from_state = case.entry_count, case.state
    noted = [_entry(case, actor, line, from_state, from_state) for line in lines[:-1]]
    made = [*noted, _entry(case, actor, lines[-1], from_state, target)]
    values = {
        **_record_period(State(from_state), target),
        **changes,
        **_own_decision(target),
        "state": target.value,
        "entry_count": case.entry_count,
        "head": case.head,
    }
    if not Case.objects.filter(pk=case.pk, entry_count=before, state=from_state).update(**values):
        raise Changed(_("This request changed at the same moment. Nothing of yours was done."))
    insert_new(made)
    approvals.withdraw_past(held, State(from_state), target)
    # A recorded fact asks for nothing: if "stuck" did, what was given up would begin anew for ever.
    if target in WAITS_FOR_MACHINE and target != from_state:
        work_queue.add(WorkName.ADVANCE, case.pk, f"advance:{case.pk}:{case.entry_count}", case_id=case.pk)
    _take_over(case, values)
    if target in ENDED and from_state not in ENDED and case.bundle_key is not None:
        _end_bundle(case, case.bundle_key)
    if held.is_heard and target != from_state:
        if target is State.RESPONDED and name is not Transition.UNDO_FOLLOW_UP:
            webhooks.note_event(case, EventName.RESPONDED, str(case.entry_count))
        if target is State.CLOSED:
            webhooks.note_event(case, EventName.CLOSED, str(case.entry_count))
    return case


def _end_bundle(case: Case, bundle_id: int) -> None:
    """The last request of a bundle ended: what is owed to who sent it is due now, and waits for no sweep."""
    others = Case.objects.unanswered().filter(bundle_key=bundle_id).exclude(pk=case.pk)
    if not others.exists():
        key = f"bundle-end:{bundle_id}:{case.pk}:{case.entry_count}"
        work_queue.add(WorkName.BUNDLE_END, bundle_id, key)


def _take_over(case: Case, values: Mapping[str, Any]) -> None:
    """The locked row as it stands now, without reading it again."""
    for name, value in values.items():
        stored = value.value if isinstance(value, Enum) else value
        setattr(case, name, [*stored] if isinstance(stored, list | tuple) else stored)


def transition(
    case_id: int | HeldCase,
    move: Move,
    actor: Actor,
    *,
    seen: int | None = None,
    changes: Mapping[str, Any] | None = None,
    noted: Sequence[Line] = (),
) -> Case:
    """Make one transition. `seen` is the entry count of the page that a person decided on.

    `noted` are facts that are recorded just before it, each in an entry of its own. Raises NotAllowed when the state
    or the role does not allow it, Changed when another came first.
    """
    with joined():
        held = hold_case(case_id) if isinstance(case_id, int) else case_id
        case = held.case
        _refuse_if_changed(case, actor, seen)
        if not allows(move.name, State(case.state), actor.who):
            told = _("A request that is “%(state)s” does not allow this now, or your role does not.")
            raise NotAllowed(told % {"state": case.state})
        mind_waiting_receipt(case, move.name)
        undone = {"closure": ""} if move.name is Transition.OPEN_AGAIN else {}
        changes = {**(_UNDECIDED if move.name in _UNDOES else undone), **(changes or {})}
        lines = [*noted, Line(move.name, move.facts, move.words)]
        return _write(held, actor, lines, RULES[move.name].target, changes)


def record(
    case_id: int | HeldCase,
    line: Line,
    actor: Actor,
    *,
    seen: int | None = None,
    changes: Mapping[str, Any] | None = None,
) -> Case:
    """Write down a fact that does not change the state: a note, an assignment, a letter's fate."""
    if isinstance(line.name, Transition):
        raise ValueError("A transition is made with transition().")
    with joined():
        held = hold_case(case_id) if isinstance(case_id, int) else case_id
        _refuse_if_changed(held.case, actor, seen)
        mind_waiting_receipt(held.case, line.name)
        return _write(held, actor, [line], State(held.case.state), changes or {})


@transaction.atomic
def follow_closed_days() -> int:
    """Give the open cases the day to send by that the closed days leave; how many moved. The law's day never does."""
    return sum(cases.update(send_by=day) for cases, day in send_days.moved_send_days())


def _drop_traces(case: Case, kept_index: str = "") -> None:
    """Without its words no letter goes out any more, and by no hash or page is it found, but by the index kept."""
    hold_letters(case)
    Letter.objects.filter(case=case, state__in=UNSENT).update(state=LetterState.TAKEN_BACK)
    take_back_whole(case, is_over=True)
    # Nobody can read any more what the person wrote, so nobody is asked to.
    Message.objects.waiting().filter(case=case).update(settled_at=now(), settled=Settled.ENDED)
    Attachment.objects.kept().filter(case=case).update(purged_at=now())
    BlindIndex.objects.filter(case=case).exclude(field=kept_index).delete()
    NameWord.objects.filter(case=case).delete()
    AddressChange.objects.filter(case=case).update(rests_on="")
    PageLink.objects.filter(case=case).delete()  # its page has nothing left to show, and nowhere to send a code


@transaction.atomic
def thin(case_id: int, kept: Collection[str]) -> Case:
    """The record period is over, but something must still be found: of what is sealed, these names stay alone."""
    case = lock_case(case_id)
    holds.refuse_if_kept(case)
    rest = Sealed.objects.filter(case=case).exclude(name__in=kept)
    line = Line(EntryName.RECORD_THINNED, {"sealed": rest.count(), "kept": len(kept)})
    rest.delete()
    _drop_traces(case, kept_index="email")
    return record(case_id, line, MACHINE)


@transaction.atomic
def forget(case_id: int) -> Case:
    """FORGET: destroy the key, what it sealed and the blind indexes. The chain still verifies."""
    holds.refuse_if_kept(lock_case(case_id))
    move = Move(Transition.FORGET, {"sealed": Sealed.objects.filter(case_id=case_id).count()})
    case = transition(case_id, move, MACHINE, changes={"forgotten_at": now(), "stuck": ""})
    work_queue.drop(case.pk)
    Sealed.objects.filter(case=case).delete()
    _drop_traces(case)
    Case.objects.filter(pk=case.pk).update(data_key=None)
    return case
