"""The head of a bundle's page: who sent it, how it came, by when to answer and why, and the one thing to do next."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dsr import agents, bulk
from dsr.agents import Stand, Standing
from dsr.clock import today
from dsr.formats import references
from dsr.models import Bundle, Case
from dsr.models.bulk import BulkAction
from portal.staff.case import clock_in_words
from portal.staff.wording import states


@dataclass(frozen=True)
class Head:
    """`why` explains the day to send by, part by part; `assignee` is empty where the requests differ."""

    agent: dict[str, str]
    people: int
    requests: int
    kind: str
    due: states.Due | None
    why: list[Any]
    channel: str
    came_to: str
    assignee: str


def head(bundle: Bundle, stands: Sequence[Stand]) -> Head:
    cases = [stand.case for stand in stands]
    still = [case for case in cases if case.is_open]
    urgent = min(still, key=lambda case: (case.send_by, case.pk), default=None)
    first = cases[0]
    return Head(
        agent=_agent(bundle),
        people=len({stand.line.number for stand in stands}),
        requests=len(stands),
        kind=states.title(bundle.kind),
        due=states.due(urgent, today()) if urgent else None,
        why=clock_in_words(urgent) if urgent else [],
        channel=str(first.get_channel_display()),
        came_to=first.came_to.value if first.came_to else "",
        assignee=_assignee(still),
    )


def _agent(bundle: Bundle) -> dict[str, str]:
    """Each part, empty where it was not given; nothing at all once it is forgotten."""
    known = agents.agent_of_bundle(bundle)
    return {name: known.get(name, "") for name in ("name", "firm", "email", "postal")} if known else {}


def _assignee(cases: Sequence[Case]) -> str:
    found = {str(case.assignee) if case.assignee else _("nobody") for case in cases}
    return found.pop() if len(found) == 1 else _("several people") if found else ""


@dataclass(frozen=True)
class Next:
    """The one thing to do next: words alone, a link, or a button. `listed`: the references that the look is about."""

    words: str
    link: str = ""
    listed: tuple[str, ...] = ()
    asks_agent: int = 0


def next_action(bundle: Bundle, stands: Sequence[Stand], earlier: Container[int], listed_as: str = "") -> Next:
    """`earlier` holds the cases that may repeat an answered one. Each in doubt is looked at alone, not with many.

    `listed_as` ends the address of a case, so that one goes on in the bundle from it.
    """
    decidable = [stand for stand in stands if stand.standing is Standing.READY]
    doubtful = [stand.case for stand in decidable if stand.denied or stand.case.pk in earlier]
    ready = [stand.case for stand in decidable if stand.case not in doubtful]
    wanting = [stand for stand in stands if stand.standing is Standing.MISSING]
    unasked = [stand for stand in wanting if stand.answer_by is None]
    look = [stand.case for stand in stands if stand.standing is Standing.LOOK]
    if bundle.completed_at is None:
        return Next(_("Enter the rest: it stopped in the middle"), reverse("staff:enter-bundle"))
    if ready:
        words = ngettext("Decide %(count)d that is ready…", "Decide %(count)d that are ready…", len(ready))
        if doubtful:  # the others of the same tab are looked at alone
            words = _("Decide %(count)d of %(all)d that are ready…")
        can = BulkAction.APPROVE in bulk.offered_actions((case, False) for case in ready)
        listed = tuple(case.reference for case in ready) if can else ()
        return Next(words % {"count": len(ready), "all": len(decidable)}, _case(ready[0]) + listed_as, listed)
    if unasked:
        return Next(asks_in_words(bundle, stands), asks_agent=len(wanting))
    if doubtful:
        words = ngettext(
            "Look at %(count)d to decline or repeat", "Look at %(count)d to decline or repeat", len(doubtful)
        )
        return Next(words % {"count": len(doubtful)}, _case(doubtful[0]) + listed_as)
    if look:
        words = ngettext("Look at %(count)d that cannot go on", "Look at %(count)d that cannot go on", len(look))
        return Next(words % {"count": len(look)}, _case(look[0]) + listed_as)
    if wanting:
        return _without_address(bundle, agents.decidable(stands))
    if any(stand.bulk for stand in stands):
        return Next(_("Nothing: bulk work has the rest"))
    if any(stand.standing is Standing.WAITING for stand in stands):
        return Next(_("Nothing: the rest waits for others"))
    return Next(_("Nothing: all have ended"))


def asks_in_words(bundle: Bundle, stands: Sequence[Stand]) -> str:
    """The button that asks the agent: about how many that miss something, as their tab counts them, and where others
    live, who can be decided without. Empty where nothing is left out."""
    where = len(agents.lacking_residence(stands))
    count = len(agents.wanting(stands)) - where
    words = {"who": _("the firm") if _agent(bundle).get("firm") else _("the agent"), "count": count, "where": where}
    if not where:
        return _("Ask %(who)s about %(count)d…") % words if count else ""
    if not count:
        return ngettext("Ask %(who)s where %(where)d lives…", "Ask %(who)s where %(where)d live…", where) % words
    return (
        ngettext(
            "Ask %(who)s about %(count)d, and where %(where)d lives…",
            "Ask %(who)s about %(count)d, and where %(where)d live…",
            where,
        )
        % words
    )


def _without_address(bundle: Bundle, decidable: Sequence[Stand]) -> Next:
    """Somebody misses something that was asked for: in time it is decided what becomes of whom nobody can write to."""
    if not decidable:
        return Next(_("Wait for the agent's answer, and add it below"))
    words = ngettext(
        "Decide about %(count)d without an address", "Decide about %(count)d without an address", len(decidable)
    )
    link = reverse("staff:bundle-through-agent", args=[references.spell(bundle.reference)])
    return Next(words % {"count": len(decidable)}, link)


def _case(case: Case) -> str:
    return reverse("staff:case", args=[references.spell(case.reference)])
