"""What follows a response that is out, and is taken back before any of it left: the response stands as it was."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from dsr import journal, second_approvals
from dsr.journal import Actor, Move
from dsr.lifecycle import State, Transition
from dsr.models import Case, Entry, Step
from dsr.review.decision_wait import leaves_at

_FOLLOW_UPS = frozenset({Transition.SUPPLEMENT, Transition.FINISH})
_INSTANTS, _DAYS = ("decided_at", "responded_at"), ("due_safe", "due_latest", "retain_until")
_PLAIN = ("outcome", "reasons", "compilation_id")


def as_answered(case: Case) -> dict[str, Any]:
    """How the case stands while its response is out, for the entry of what follows; nothing personal."""
    moments = {name: getattr(case, name) for name in (*_INSTANTS, *_DAYS)}
    spelled = {name: at.isoformat() if at else None for name, at in moments.items()}
    return {**spelled, **{name: getattr(case, name) for name in _PLAIN}}


def waiting_follow_up(case: Case) -> Entry | None:
    """The entry of what follows the response, while nothing of it was done: it waits for its time or a person."""
    if case.state != State.WORKING or (leaves_at(case) is None and second_approvals.asked_of(case) is None):
        return None
    moved = Entry.objects.filter(case=case, to_state=State.WORKING).exclude(from_state=State.WORKING)
    last = moved.order_by("-number").first()
    if last is None or last.name not in _FOLLOW_UPS or "before" not in journal.facts_of(last):
        return None
    steps = Step.objects.filter(case=case)
    was_begun = (
        steps.unsettled().exists() or steps.filter(Q(begun_at__gt=last.at) | Q(settled_at__gt=last.at)).exists()
    )
    return None if was_begun else last


def undo_follow_up(entry: Entry, actor: Actor, *, seen: int | None, facts: dict[str, Any], note: str = "") -> Case:
    """The response stands as it was, with its dates. What was to be deleted after all stays kept."""
    before = journal.facts_of(entry)["before"]
    changes: dict[str, Any] = {name: before[name] for name in _PLAIN}
    changes |= {name: datetime.fromisoformat(before[name]) if before[name] else None for name in _INSTANTS}
    changes |= {name: date.fromisoformat(before[name]) if before[name] else None for name in _DAYS}
    changes |= {"stuck": "", "leaves_at": None, "decided_mark": ""}
    move = Move(Transition.UNDO_FOLLOW_UP, facts, note)
    return journal.transition(entry.case_id, move, actor, seen=seen, changes=changes)
