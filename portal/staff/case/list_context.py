"""What the pages of a case show of the list that one works through: the way back to it, and the next one."""

from django.urls import reverse

from dsr.formats import references
from dsr.models import Case
from portal.staff import queue


def list_context(listed: str) -> dict[str, str]:
    """The words of a page's template; nothing is listed where the case was opened from no list."""
    return {
        "listed": listed,
        "list_query": queue.query_of(listed),
        "list_words": queue.list_words(listed),
        "queue_address": queue.queue_address(listed),
    }


def case_address(case: Case, listed: str) -> str:
    """The page of a case, in the list that one works through."""
    return reverse("staff:case", args=[references.spell(case.reference)]) + queue.query_of(listed)
