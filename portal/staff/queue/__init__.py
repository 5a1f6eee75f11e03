"""The queue, its views, groups and filters, and finding a case."""

from portal.staff.queue.filters import Filters
from portal.staff.queue.listing import narrow
from portal.staff.queue.views import find_page, queue_page, switch_names

__all__ = [
    "Filters",
    "find_page",
    "narrow",
    "queue_page",
    "switch_names",
]
