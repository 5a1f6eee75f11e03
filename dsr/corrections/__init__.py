"""The items of a § 1798.106 request: stated, decided, told in the letter."""

from dsr.corrections.item_decisions import (
    ItemDecision,
    decide_items,
    decided_before,
    earlier_denial,
    initial_decisions,
    item_results,
    preview_decisions,
)
from dsr.corrections.items import (
    ItemChange,
    add_items,
    changes_by_hand,
    disputed_points,
    field_words,
    is_health_field,
    item_as_stated,
    items_of,
    new_values,
    points_held_now,
)
from dsr.corrections.letter_words import ITEM_LISTS, draft_sealed, item_lists, items_inviting_statement
from dsr.corrections.response_link import case_of_response_link, response_link_token

__all__ = [
    "ITEM_LISTS",
    "ItemChange",
    "ItemDecision",
    "add_items",
    "case_of_response_link",
    "changes_by_hand",
    "decide_items",
    "decided_before",
    "disputed_points",
    "draft_sealed",
    "earlier_denial",
    "field_words",
    "initial_decisions",
    "is_health_field",
    "item_as_stated",
    "item_lists",
    "item_results",
    "items_inviting_statement",
    "items_of",
    "new_values",
    "points_held_now",
    "preview_decisions",
    "response_link_token",
]
