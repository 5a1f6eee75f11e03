"""What one letter says of each of the requests that came with one press."""

from collections.abc import Collection
from typing import Any

from dsr import parties
from dsr.formats import references
from dsr.kinds import base
from dsr.letters import page_links
from dsr.letters.last_day import promise
from dsr.letters.work_words import is_implied, part_asked
from dsr.lifecycle import State
from dsr.models import Case


def asked_list(case: Case, listed: Collection[int] | None = None) -> list[dict[str, Any]]:
    """Each that goes on, the first of them first. What was stopped at receipt has no day to wait for.

    `listed`: the ids of those that the letter acknowledges, where it is not about all.
    """
    found = sorted([case, *parties.cases_received_together(case)], key=lambda one: one.pk)
    return [_asked(one, found) for one in found if _is_listed(one, listed)]


def _is_listed(case: Case, listed: Collection[int] | None) -> bool:
    if State(case.state) is State.CLOSED:
        return False
    # What is granted at once needs no word about its day.
    return listed is None or case.pk in listed or base.get(case.kind).automatic_grant is not None


def register_listed(case: Case) -> None:
    """In the transaction that writes the letter: each link that it lists is known, also of what gets no row of it."""
    for one in [case, *parties.cases_received_together(case)]:
        if State(one.state) is not State.CLOSED:
            page_links.register_link(one)


def _asked(case: Case, together: list[Case]) -> dict[str, Any]:
    kind = base.get(case.kind)
    return {
        "title": kind.title,
        "reference": references.spell(case.reference),
        "part": part_asked(case),
        "law": str(kind.law[0]) if kind.eligibility else "",
        "promise": promise(case) if kind.automatic_grant is None else "",
        "page_link": page_links.page_address(case),
        "is_confirmed": kind.proof is not None,
        "is_implied": any(is_implied(other, case) for other in together if other.pk == case.opened_by_id),
    }
