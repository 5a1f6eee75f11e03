"""The queue, its views, groups and filters, and finding a case."""

from portal.staff.queue.columns import Column, choose_columns
from portal.staff.queue.filters import GROUPS, Filters
from portal.staff.queue.listing import narrow
from portal.staff.queue.next_case import (
    PARAMETER,
    address_after,
    address_before,
    came_from,
    list_of_bundle,
    list_words,
    place_of,
    query_of,
    queue_address,
)
from portal.staff.queue.rows import Row, hides_names
from portal.staff.queue.saved_views import change_view, delete_view, save_view, views_page
from portal.staff.queue.views import find_page, queue_page, switch_names

__all__ = [
    "GROUPS",
    "PARAMETER",
    "Column",
    "Filters",
    "Row",
    "address_after",
    "address_before",
    "came_from",
    "change_view",
    "choose_columns",
    "delete_view",
    "find_page",
    "hides_names",
    "list_of_bundle",
    "list_words",
    "narrow",
    "place_of",
    "query_of",
    "queue_address",
    "queue_page",
    "save_view",
    "switch_names",
    "views_page",
]
