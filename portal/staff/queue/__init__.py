"""The queue, its views, groups and filters, and finding a case."""

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
from portal.staff.queue.rows import hides_names
from portal.staff.queue.views import find_page, queue_page, switch_names

__all__ = [
    "GROUPS",
    "PARAMETER",
    "Filters",
    "address_after",
    "address_before",
    "came_from",
    "find_page",
    "hides_names",
    "list_of_bundle",
    "list_words",
    "narrow",
    "place_of",
    "query_of",
    "queue_address",
    "queue_page",
    "switch_names",
]
