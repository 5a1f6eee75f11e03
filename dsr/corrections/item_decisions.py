"""What staff decide about each item, written and weighed against an earlier denial, § 7023(b), (g)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dsr import journal
from dsr.clock import PACIFIC
from dsr.corrections.items import field_words, items_of
from dsr.errors import BadInput
from dsr.formats.law_numbers import law_text_now
from dsr.kinds.base import Kind, Result
from dsr.law import correction as law
from dsr.law.spans import add_months, local_date
from dsr.lifecycle import State
from dsr.models import Attachment, BlindIndex, Case, EarlierResponse, Item, Step
from dsr.models.attachment import Purpose
from dsr.models.item import Decision


@dataclass(frozen=True)
class ItemDecision:
    """What staff decide about one item. `weighed` stays in the record; `reason` and `source` stand in the letter."""

    decision: str
    weighed: str
    code: str = ""
    reason: str = ""
    source: str = ""
    is_source_told: bool = False
    is_health: bool = False


def decide_items(case: Case, kind: Kind, decisions: Mapping[int, ItemDecision]) -> dict[str, str]:
    """Write what was decided about every item, in the caller's transaction; by field, for the journal.

    Raises BadInput while one is not decided, or lacks what the law wants of its decision.
    """
    rows = items_of(case)
    for item in rows:
        if item.number not in decisions:
            raise BadInput(_("Decide on each item: %(field)s.") % {"field": field_words(item.field)})
        _check(case, kind, item, decisions[item.number])
    for item in rows:
        _write(case, item, decisions[item.number])
    return {str(item.number): f"{item.field}:{decisions[item.number].decision}" for item in rows}


def _check(case: Case, kind: Kind, item: Item, decided: ItemDecision) -> None:
    field = {"field": field_words(item.field)}
    if decided.decision not in Decision.values:
        raise BadInput(_("Decide on each item: %(field)s.") % field)
    if not decided.weighed.strip():
        raise BadInput(_("%(field)s: write what you weighed (Cal. Code Regs. tit. 11, § 7023(b)).") % field)
    is_agreed = case.answers.get("delete_instead") == "yes"
    if decided.decision == Decision.DELETE and not is_agreed and not decided.reason.strip():
        raise BadInput(
            _(
                "%(field)s: the person did not agree to delete it. Write why deleting does no harm, or when and where "
                "they agreed since: they read these words (§ 7023(e))."
            )
            % field
        )
    if decided.decision != Decision.DENY:
        return
    if decided.is_source_told:
        raise BadInput(_("%(field)s stays as it is, so no source is told that it must be corrected.") % field)
    if not decided.code:
        raise BadInput(_("%(field)s: choose the ground on which it stays as it is.") % field)
    kind.item_rules.ground(decided.code)  # raises BadInput for what is no ground
    if not decided.reason.strip():
        raise BadInput(_("%(field)s: write the facts of the denial, as the person will read them.") % field)
    if decided.code == law.C_REPEAT and (why := not_repeated(case, item)):
        raise BadInput(f"{field_words(item.field)}: {why}")


def _write(case: Case, item: Item, decided: ItemDecision) -> None:
    code = decided.code if decided.decision == Decision.DENY else ""
    Item.objects.filter(pk=item.pk).update(
        decision=decided.decision, code=code, is_health=decided.is_health, is_source_told=decided.is_source_told
    )
    kept = {"weighed": decided.weighed.strip(), "reason": decided.reason.strip(), "source": decided.source.strip()}
    journal.reseal(case.pk, f"decision:{item.number}", kept)


def initial_decisions(items: Iterable[Item]) -> dict[int, ItemDecision]:
    """Where a decision begins: what the person says is often enough, § 7023(b)(2)."""
    return {item.number: ItemDecision(Decision.CORRECT.value, "") for item in items}


def decided_before(case: Case, sealed: Mapping[str, Any]) -> dict[int, ItemDecision]:
    """What a decision that was taken back said of each item; `sealed` is what the case sealed."""
    told = {item: sealed.get(f"decision:{item.number}") for item in items_of(case) if item.decision}
    marks = ("decision", "code", "is_source_told", "is_health")
    return {
        item.number: ItemDecision(**words, **{mark: getattr(item, mark) for mark in marks})
        for item, words in told.items()
        if words
    }


def preview_decisions(items: Sequence[Item], decisions: Mapping[int, ItemDecision]) -> list[Item]:
    """The same in memory only, for the draft of the letter."""
    for item in items:
        if item.number in decisions:
            chosen = decisions[item.number]
            item.decision, item.is_health = chosen.decision, chosen.is_health
            item.is_source_told = chosen.is_source_told
            item.code = chosen.code if chosen.decision == Decision.DENY else ""
    return list(items)


def item_results(steps: Iterable[Step], items: Iterable[Item]) -> list[Result]:
    """What the work and the decisions came to, for the kind to name the outcome."""
    by_step = [Result(step.state, step.keep_code) for step in steps]
    return by_step + [Result(item.decision, item.code, item.is_health) for item in items]


def earlier_denial(case: Case, item: Item) -> Item | None:
    """The newest denial that went out of the same item of what may be the same person, as § 7023(g) says when.

    Matched on the subject: who asks for many is no sign. A person chooses which request is the same person's.
    """
    digests = BlindIndex.objects.filter(case=case, party="subject").values("digest")
    same = BlindIndex.objects.filter(digest__in=digests, party="subject").exclude(case=case).values("case_id")
    first_day = add_months(local_date(case.received_at), -law.REPEAT_MONTHS)
    since = datetime.combine(first_day, time(0), tzinfo=PACIFIC)
    denied = Item.objects.filter(
        case_id__in=same, case__kind=case.kind, case__business_id=case.business_id, field=item.field
    ).filter(
        decision=Decision.DENY,
        case__state=State.RESPONDED,
        case__decided_at__gte=since,
        case__decided_at__lte=case.received_at,
    )
    return denied.select_related("case").order_by("-case__decided_at").first()


def not_repeated(case: Case, item: Item) -> str:
    """Why this is no mere repeat; empty when it is one."""
    if has_documents(case):
        return _("New documents came with the request, so it is a new one (Cal. Code Regs. tit. 11, § 7023(g)).")
    found = earlier_denial(case, item)
    if found is None:
        return law_text_now(
            gettext_noop("No request about the same item was denied within the last %(repeat_months)s months.")
        )
    if not EarlierResponse.objects.filter(case=case, earlier=found.case_id).exists():
        return _("Choose the request that was denied before, on the request's page: it must be the same person's.")
    return ""


def has_documents(case: Case) -> bool:
    """True when documents came that may show what is right, also one that staff added since."""
    return Attachment.objects.filter(case=case, purpose=Purpose.EVIDENCE).exists()
