"""The queue, its filters, and finding a case."""

from portal.staff.queue.listing import Filters, narrow
from portal.staff.queue.views import find_page, queue_page

__all__ = [
    "Filters",
    "find_page",
    "narrow",
    "queue_page",
]
