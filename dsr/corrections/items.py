"""The items of a correction: what is said to be wrong, what it should say, and what was decided about each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dsr import journal, parties, sealing, suppression
from dsr.clock import PACIFIC
from dsr.errors import BadInput, CannotOpen
from dsr.formats.law_numbers import law_text_now
from dsr.kinds import base
from dsr.kinds.base import KeepCode, Kind, Result
from dsr.law import correction as law
from dsr.law.spans import add_months, local_date
from dsr.lifecycle import State
from dsr.models import Attachment, BlindIndex, Case, Item, Step
from dsr.models.attachment import Purpose
from dsr.models.item import Decision

# Rows of systems are found by these; who says that one of them is wrong is found by what it says now.
_FINDS = ("email", "phone")
_LINK = "items"


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


def items_of(case: Case) -> list[Item]:
    """The items of a case in their order; none for a kind without items."""
    return list(Item.objects.filter(case=case)) if base.get(case.kind).items is not None else []


def field_words(field: str) -> str:
    """A field as people read it."""
    return _(law.BY_FIELD[field].words) if field in law.BY_FIELD else field


def is_health_field(field: str) -> bool:
    """True for what is health information by its name; staff may see that another item is."""
    return field in law.BY_FIELD and law.BY_FIELD[field].is_health


def item_as_stated(case: Case, number: int) -> dict[str, str]:
    """What the person said of one item: `says`, `should`, `why`. Empty when the case is forgotten."""
    found: dict[str, str] = parties.sealed_values(case).get(f"item:{number}", {})
    return found


# -- what the work needs ---------------------------------------------------------------------------------------------


def new_values(case: Case) -> dict[str, str | None]:
    """By field: what the systems are to hold; None where the item is deleted. Without those that are denied."""
    rows = items_of(case)
    sealed = parties.sealed_values(case) if rows else {}
    values: dict[str, str | None] = {}
    for item in rows:
        if item.decision == Decision.DELETE:
            values[item.field] = None
        elif item.decision != Decision.DENY:
            values[item.field] = str(sealed.get(f"item:{item.number}", {}).get("should", ""))
    return values


def points_held_now(case: Case) -> dict[str, str]:
    """Email and phone as the systems hold them now, where the person says that they are wrong."""
    rows = items_of(case)
    sealed = parties.sealed_values(case) if rows else {}
    said = {item.field: str(sealed.get(f"item:{item.number}", {}).get("says", "")) for item in rows}
    return {field: said[field] for field in _FINDS if said.get(field)}


def disputed_points(case: Case) -> frozenset[str]:
    """The points that prove nothing in this case, § 7060(h)."""
    rules = base.get(case.kind).items
    return rules.disputed(case.answers) if rules is not None else frozenset()


@dataclass(frozen=True)
class ItemChange:
    """One item in words, for who changes it by hand; `new` is empty where it is deleted."""

    words: str
    old: str
    new: str


def changes_by_hand(case: Case) -> tuple[ItemChange, ...]:
    """What is to be changed by hand; nothing of what was denied."""
    rows = [item for item in items_of(case) if item.decision != Decision.DENY]
    sealed = parties.sealed_values(case) if rows else {}
    said = [(item, sealed.get(f"item:{item.number}", {})) for item in rows]
    return tuple(
        ItemChange(
            field_words(item.field),
            one.get("says", ""),
            "" if item.decision == Decision.DELETE else one.get("should", ""),
        )
        for item, one in said
    )


# -- deciding --------------------------------------------------------------------------------------------------------


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
    if decided.decision == Decision.DELETE and case.answers.get("delete_instead") != "yes" and not decided.reason:
        raise BadInput(
            _("%(field)s: the person did not agree to delete it. Write why deleting does no harm (§ 7023(e)).") % field
        )
    if decided.decision != Decision.DENY:
        return
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


def preview_decisions(items: Sequence[Item], decisions: Mapping[int, ItemDecision]) -> list[Item]:
    """The same in memory only, for the draft of the letter."""
    for item in items:
        if item.number in decisions:
            chosen = decisions[item.number]
            item.decision, item.is_health = chosen.decision, chosen.is_health
            item.code = chosen.code if chosen.decision == Decision.DENY else ""
    return list(items)


def item_results(steps: Iterable[Step], items: Iterable[Item]) -> list[Result]:
    """What the work and the decisions came to, for the kind to name the outcome."""
    by_step = [Result(step.state, step.keep_code) for step in steps]
    return by_step + [Result(item.decision, item.code, item.is_health) for item in items]


# -- repeats ----------------------------------------------------------------------------------------------------------


def earlier_denial(case: Case, item: Item) -> Item | None:
    """The newest denial of the same item of the same person, so short a time before as § 7023(g) says."""
    digests = BlindIndex.objects.filter(case=case).exclude(party="agent").values("digest")
    same = BlindIndex.objects.filter(digest__in=digests).exclude(case=case).values("case_id")
    first_day = add_months(local_date(case.received_at), -law.REPEAT_MONTHS)
    since = datetime.combine(first_day, time(0), tzinfo=PACIFIC)
    denied = Item.objects.filter(
        case_id__in=same, case__kind=case.kind, case__business_id=case.business_id, field=item.field
    ).filter(decision=Decision.DENY, case__decided_at__gte=since, case__decided_at__lte=case.received_at)
    return denied.select_related("case").order_by("-case__decided_at").first()


def not_repeated(case: Case, item: Item) -> str:
    """Why this is no mere repeat; empty when it is one."""
    if has_documents(case):
        return _("New documents came with the request, so it is a new one (Cal. Code Regs. tit. 11, § 7023(g)).")
    if earlier_denial(case, item) is None:
        return law_text_now(
            gettext_noop("No request about the same item was denied within the last %(repeat_months)s months.")
        )
    return ""


def has_documents(case: Case) -> bool:
    """True when documents came that may show what is right, also one that staff added since."""
    return Attachment.objects.filter(case=case, purpose=Purpose.EVIDENCE).exists()


# -- what the letter says --------------------------------------------------------------------------------------------


def item_lists(kind: Kind, items: Iterable[Item], sealed: Mapping[str, Any]) -> dict[str, list[str]]:
    """The items by what was decided, as the letter names them. It never says what stands in a field."""
    found: dict[str, list[str]] = {"corrected_list": [], "deleted_list": [], "denied_list": [], "source_list": []}
    for item in items:
        decided = sealed.get(f"decision:{item.number}") or {}
        name = field_words(item.field)
        if item.decision == Decision.CORRECT:
            found["corrected_list"].append(name)
        elif item.decision == Decision.DELETE:
            found["deleted_list"].append(name)
        elif item.decision == Decision.DENY:
            ground = kind.item_rules.ground(item.code) if item.code else None  # a draft may still lack it
            found["denied_list"].append(_denied(name, ground, str(decided.get("reason", ""))))
        if source := str(decided.get("source", "")):
            found["source_list"].append(_source(name, source, item.is_source_told))
    return found


def _denied(name: str, ground: KeepCode | None, reason: str) -> str:
    if ground is None:
        return _("%(name)s: (here stands the ground that you choose)") % {"name": name}
    said = {"name": name, "why": ground.words, "law": ground.citation, "reason": reason}
    return _("%(name)s: %(why)s (%(law)s). %(reason)s") % said


def _source(name: str, source: str, is_told: bool) -> str:
    if is_told:
        return _("%(name)s came from: %(source)s. We told them that it must be corrected.") % {
            "name": name,
            "source": source,
        }
    return _("%(name)s came from: %(source)s.") % {"name": name, "source": source}


def response_link_token(case: Case) -> str:
    """What stands in the links of the response: opaque, and good as long as the record is kept."""
    suppression.note_link_key_use()
    return sealing.seal_link([_LINK, case.reference])


def case_of_response_link(token: str) -> Case | None:
    """The case whose response carried the link; None when there is none, or it is forgotten."""
    try:
        told = sealing.open_link(token)
    except CannotOpen:
        return None
    if len(told) != 2 or told[0] != _LINK:
        return None
    cases = Case.objects.select_related("business", "brand", "choice_mode").exclude(data_key=None)
    return cases.filter(reference=told[1], state=State.RESPONDED).first()


def items_inviting_statement(items: Iterable[Item]) -> list[Item]:
    """The denied items about health information: of each a statement may be filed, § 7023(f)(3)."""
    return [item for item in items if item.decision == Decision.DENY and item.is_health]


def draft_sealed(sealed: Mapping[str, Any], decisions: Mapping[int, ItemDecision]) -> dict[str, Any]:
    """What the case has sealed, with the decisions that are not written yet, for the draft of the letter."""
    chosen = {
        f"decision:{number}": {"reason": one.reason.strip(), "source": one.source.strip()}
        for number, one in decisions.items()
    }
    return {**sealed, **chosen}
