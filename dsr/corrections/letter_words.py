"""What the letter says of the items, § 7023(f)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from dsr.corrections.item_decisions import ItemDecision
from dsr.corrections.items import field_words
from dsr.kinds.base import KeepCode, Kind
from dsr.models import Item
from dsr.models.item import Decision

ITEM_LISTS = ("corrected_list", "deleted_list", "denied_list", "source_list")


def item_lists(kind: Kind, items: Iterable[Item], sealed: Mapping[str, Any]) -> dict[str, list[str]]:
    """The items by what was decided, as the letter names them. It never says what stands in a field."""
    found: dict[str, list[str]] = {name: [] for name in ITEM_LISTS}
    for item in items:
        decided = sealed.get(f"decision:{item.number}") or {}
        name = field_words(item.field)
        if item.decision == Decision.CORRECT:
            found["corrected_list"].append(name)
        elif item.decision == Decision.DELETE:
            found["deleted_list"].append(_deleted(name, str(decided.get("reason", ""))))
        elif item.decision == Decision.DENY:
            ground = kind.item_rules.ground(item.code) if item.code else None  # a draft may still lack it
            found["denied_list"].append(_denied(name, ground, str(decided.get("reason", ""))))
        if source := str(decided.get("source", "")):
            is_told = item.is_source_told and item.decision != Decision.DENY
            found["source_list"].append(_source(name, source, is_told=is_told))
    return found


def _deleted(name: str, reason: str) -> str:
    return _("%(name)s: %(reason)s") % {"name": name, "reason": reason} if reason else name


def _denied(name: str, ground: KeepCode | None, reason: str) -> str:
    if ground is None:
        return _("%(name)s: (here stands the ground that you choose)") % {"name": name}
    said = {"name": name, "why": ground.words, "law": ground.citation, "reason": reason}
    return _("%(name)s: %(why)s (%(law)s). %(reason)s") % said


def _source(name: str, source: str, *, is_told: bool) -> str:
    if is_told:
        return _("%(name)s: %(source)s. We told them that it must be corrected.") % {
            "name": name,
            "source": source,
        }
    return _("%(name)s: %(source)s.") % {"name": name, "source": source}


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
