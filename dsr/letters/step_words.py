"""What letters say of each system: what was done there, kept, not held, not asked for, or left alone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from dsr import journal, retention, steps
from dsr.journal import EntryName
from dsr.kinds.base import Kind
from dsr.letters import kept_words
from dsr.models import Case, Entry, Step
from dsr.models.system import StepState

_LISTS = ("done_list", "not_held_list", "not_asked_list", "untouched_list")
WORK_WORDS = frozenset({*_LISTS, *kept_words.KEPT_LISTS, "kept", "secrecy_ordered"})
FINISHED_WORDS = frozenset({"finished_list", "gone_list"})


def work_lists(case: Case, kind: Kind, rows: Iterable[Step], sealed: Mapping[str, Any]) -> dict[str, Any]:
    """Each system by what became of the data in it; of settled steps, or of those that a draft takes as settled.

    Of a request for a part, a place is named with the parts that were there and done, and no more; what is left there
    stands beside what nobody asked for. `sealed` is what the case sealed: the reasons of what is kept.
    """
    found: dict[str, Any] = {name: [] for name in (*_LISTS, *kept_words.KEPT_LISTS)}
    found |= {"kept": False, "secrecy_ordered": False}
    asked = steps.parts_of(case)
    for step in sorted(rows, key=lambda step: (step.position, step.pk)):
        name = step.system.name
        if step.state == StepState.DONE:
            found["done_list"].append(_done(step, kind, step.asked_parts or asked))
        elif not retention.is_secret(step):  # what an order forbids to tell of is named nowhere
            found["untouched_list"].append(name)
        if step.state == StepState.NOT_HELD:
            found["not_held_list"].append(name)
        elif step.state == StepState.KEPT:
            _add_kept(found, step, kind, sealed)
        if kind.items is None and asked and step.state in {StepState.DONE, StepState.NOT_HELD}:
            found["not_asked_list"] += _rest(step, kind)
    return found


def _done(step: Step, kind: Kind, asked: Sequence[str]) -> str:
    if not asked:
        return _place(step)
    if step.done_parts:
        return _parts(step, kind, step.done_parts)
    said = {"name": step.system.name, "parts": _joined(kind, asked)}
    return _("%(name)s: what was there of this: %(parts)s") % said


def _rest(step: Step, kind: Kind) -> list[str]:
    """What nobody asked for in a place that was acted on, or held nothing of what was asked."""
    if step.left_parts is None:  # the system cannot tell
        return [_parts(step, kind, [""])]
    return [_parts(step, kind, step.left_parts)] if step.left_parts else []


def _parts(step: Step, kind: Kind, parts: Sequence[str]) -> str:
    return _("%(name)s: %(holds)s") % {"name": step.system.name, "holds": _joined(kind, parts)}


def _joined(kind: Kind, parts: Sequence[str]) -> str:
    return ", ".join(str(words) for words in steps.part_words(kind, parts))


def _place(step: Step) -> str:
    return _("%(name)s: %(holds)s") % {"name": step.system.name, "holds": _one_line(step.system.holds)}


def _add_kept(found: dict[str, Any], step: Step, kind: Kind, sealed: Mapping[str, Any]) -> None:
    keep = kind.keep_code(step.keep_code)
    if not keep.is_not_asked:
        kept_words.add_kept(found, step, keep, _place(step), steps.reason_kept(step, sealed))
        return
    # Where it was counted and nothing of the person was found, nothing was left there either.
    is_empty = step.found_at is not None and step.found and not any(step.found.values())
    found["not_asked_list"] += [] if is_empty else [_place(step)]


def finished_words(kind: Kind, case: Case) -> dict[str, list[str]]:
    """What was done after all, and what was no longer there, since the newest decision was to finish what was kept."""
    found: dict[str, list[str]] = {"finished_list": [], "gone_list": []}
    if kind.work is None or not kind.work.finished or not journal.is_finishing(case):
        return found
    before = journal.answered_before(case.pk)
    ended = Entry.objects.filter(case=case, name=EntryName.STEP_KEEP_ENDED, number__gt=before)
    ids = {journal.facts_of(entry)["step"] for entry in ended}
    asked = steps.parts_of(case)
    for step in Step.objects.filter(case=case, pk__in=ids).select_related("system"):
        if step.state == StepState.DONE:
            found["finished_list"].append(_done(step, kind, step.asked_parts or asked))
        elif step.state == StepState.NOT_HELD:
            found["gone_list"].append(step.system.name)
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
