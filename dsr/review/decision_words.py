"""What was written for a decision: kept with its entry in the journal, and offered again once it was taken back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from dsr import corrections, journal, parties, steps
from dsr.corrections import ItemDecision
from dsr.lifecycle import State, Transition
from dsr.models import Case, Entry, Step

# Sealed in the case, for the letter: why it is declined; why third parties are not told of a grant.
REASON, NOT_TOLD = "decision-reason", "not-told-reason"
_UNDECIDED = frozenset({State.VERIFYING, State.REVIEW})
_DECIDES = (Transition.APPROVE, Transition.DECLINE, Transition.REOPEN)


@dataclass(frozen=True)
class Approval:
    """What a person decides when they grant.

    `outcome` is a code of the kind; `compilation_id` the report that the person saw, where the outcome needs one.
    `keeps` says for steps by id under which exception their data is kept in place of acting (empty: act on it), `whys`
    the reason of each as the person reads it (empty: the system's own), and `looks` when somebody looks again (none:
    as the system proposes). `decisions` are about the items of a correction, by number. Two texts stand in the letter:
    `not_told`, why third parties are not told, and `reason`, what the outcome needs in own words. `note` stays in the
    journal, sealed.
    """

    outcome: str
    compilation_id: int | None = None
    keeps: Mapping[int, str] = field(default_factory=dict)
    whys: Mapping[int, str] = field(default_factory=dict)
    looks: Mapping[int, date | None] = field(default_factory=dict)
    decisions: Mapping[int, ItemDecision] = field(default_factory=dict)
    not_told: str = ""
    reason: str = ""
    note: str = ""


def words_of_approval(case: Case, approval: Approval) -> str:
    """The words of the entry: all that was written for the grant, the note last. A later decision takes none away."""
    written = [_of_letter(approval.reason), *_of_keeps(approval.whys), *_of_items(case, approval.decisions)]
    if approval.not_told.strip():
        written.append(_("Who is not told, and why: %(words)s") % {"words": approval.not_told.strip()})
    return _joined(*written, approval.note)


def words_of_decline(reason: str, note: str) -> str:
    """The same of a decline."""
    return _joined(_of_letter(reason), note)


def _joined(*written: str) -> str:
    return "\n".join(text.strip() for text in written if text.strip())


def _of_letter(reason: str) -> str:
    return _("Written for the letter: %(words)s") % {"words": reason.strip()} if reason.strip() else ""


def _of_keeps(whys: Mapping[int, str]) -> Iterator[str]:
    names = dict(Step.objects.filter(pk__in=whys).values_list("pk", "system__name")) if any(whys.values()) else {}
    for number, why in whys.items():
        if why.strip() and number in names:
            yield _("%(system)s, why it is to be kept: %(words)s") % {"system": names[number], "words": why.strip()}


def _of_items(case: Case, decisions: Mapping[int, ItemDecision]) -> Iterator[str]:
    for item in corrections.items_of(case) if decisions else ():
        one = decisions.get(item.number)
        if one is not None:
            told = {"field": corrections.field_words(item.field)}
            yield _("%(field)s, weighed: %(words)s") % {**told, "words": one.weighed.strip()}
            if one.reason.strip():
                yield _("%(field)s, written for the letter: %(words)s") % {**told, "words": one.reason.strip()}


@dataclass(frozen=True)
class Written:
    """What an earlier decision wrote: `keeps` and `whys` by the name of the system, `items` by number."""

    reason: str = ""
    not_told: str = ""
    keeps: Mapping[str, str] = field(default_factory=dict)
    whys: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[int, ItemDecision] = field(default_factory=dict)


def written_before(case: Case, code: str) -> Written:
    """What was written for the same outcome, where that decision was taken back: nobody writes it twice.

    Of what was answered and opened again nothing comes back: that answer was wrong or incomplete.
    """
    sealed = parties.sealed_values(case)
    last = Entry.objects.filter(case=case, name__in=_DECIDES).order_by("-number").first()
    if State(case.state) not in _UNDECIDED or last is None or last.name == Transition.REOPEN:
        return Written()
    facts = journal.facts_of(last)
    if code not in (facts.get("outcome"), *facts.get("reasons", [])[:1]):
        return Written()
    keeps = dict(facts.get("kept", {}))
    planned = Step.objects.filter(case=case, system__name__in=keeps).select_related("system") if keeps else ()
    told = {step.system.name: sealed.get(steps.reason_name(step.pk)) or {} for step in planned}
    return Written(
        reason=str(sealed.get(REASON, "")),
        not_told=str(sealed.get(NOT_TOLD, "")),
        keeps=keeps,
        whys={name: str(one["why"]) for name, one in told.items() if one.get("code") == keeps[name]},
        items=corrections.decided_before(case, sealed) if "items" in facts else {},
    )
