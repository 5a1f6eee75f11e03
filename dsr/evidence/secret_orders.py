"""While an order forbids to tell of it, a pack, whose journal shows the order, is made for who may know of it alone.

A chain with a gap proves nothing, and a gap tells as much: docs/evidence.md.
"""

from django.utils.translation import gettext as _

from dsr.clock import today
from dsr.errors import Blocked
from dsr.formats import references
from dsr.formats.days import long_day
from dsr.models import AgencyDirection
from dsr.models.case import CaseRows

_NAMED = 5  # requests in one sentence


class ToldOfOrder(Blocked):
    """The pack would tell of an order that forbids to tell: who gets it must be one who may know."""


def orders_in_force(cases: CaseRows) -> list[AgencyDirection]:
    """Those that forbid to tell, of these requests; of several about the same the newest counts."""
    rows = AgencyDirection.objects.filter(step__case__in=cases.order_by().values("pk"))
    newest = {(row.step_id, row.keep_code): row for row in rows.select_related("step__case").order_by("pk")}
    return [row for row in newest.values() if row.forbids_telling and row.ends_on >= today()]


def check_may_know(cases: CaseRows, why_may_know: str, *, is_asked: bool = False) -> None:
    """Raises ToldOfOrder where an order is in force and nobody wrote why who gets the pack may know of it.

    `is_asked`: the pack waits for a second person already, and nothing can be written for it any more.
    """
    orders = [] if why_may_know.strip() else orders_in_force(cases)
    if orders:
        found = sorted({row.step.case.reference for row in orders})
        named = ", ".join([*map(references.spell, found[:_NAMED]), *(["…"] if len(found) > _NAMED else [])])
        words = _(
            "An order forbids to tell of what is kept for %(requests)s, until %(day)s at the latest, and the journal "
            "in a pack shows that there is one. Write why who gets it may know of the order, or wait until it is over."
        )
        if is_asked:
            words = _(
                "An order forbids to tell of what is kept for %(requests)s, until %(day)s at the latest, and the "
                "journal in a pack shows that there is one. Do not approve this pack. Ask for a new one and write why "
                "who gets it may know of the order, or wait until it is over."
            )
        last = max(row.ends_on for row in orders)
        raise ToldOfOrder(words % {"requests": named, "day": long_day(last)})
