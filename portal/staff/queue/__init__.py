"""The queue, and finding a case."""

from portal.staff.queue.views import find_page, queue_page

__all__ = [
    "find_page",
    "queue_page",
]
