"""What who heard of a request is told once it ended without an answer: nobody waits for what will never come."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from dsr import agents, letters
from dsr.closures.heard_parties import Heard, hearers
from dsr.errors import Changed
from dsr.kinds import base
from dsr.law.closures import MISTAKE, NO_REQUEST, WITHDRAWN, Closure
from dsr.models import Case

ClosingLetters = Sequence[tuple[Heard, letters.ComposedLetter]]


def letter_of(kind: base.Kind, closure: Closure) -> str:
    """The letter to who wrote; empty where a request of this kind is closed so by no letter."""
    said = kind.letters
    return {MISTAKE: said.mistake, NO_REQUEST: said.no_request, WITHDRAWN: said.withdrawn}.get(closure, "")


def compose_closing(case_id: int, closure: Closure, whom: Sequence[Heard] | None = None) -> ClosingLetters:
    """To each who heard of it, or to `whom`. Composed before anything is held, as a letter on paper takes its time."""
    case = Case.objects.select_related("business", "brand", "choice_mode", "opened_by").get(pk=case_id)
    case.closure = closure.code  # in memory only: the letter says that it ended so
    return [(party, _compose(case, closure, party)) for party in (hearers(case) if whom is None else whom)]


def _compose(case: Case, closure: Closure, party: Heard) -> letters.ComposedLetter:
    kind = base.get(case.kind)
    if party is Heard.REQUESTER:
        return letters.compose(case, letter_of(kind, closure))
    # Whoever acts for the person typed their name: it greets nobody.
    return letters.compose(case, kind.letters.person_told, extra={"requester_name": ""}, to=agents.address_asked(case))


def write_closing(case: Case, composed: ClosingLetters) -> None:
    """In the transaction that ends it. Raises Changed where somebody heard of it since they were composed."""
    told = {party for party, _letter in composed}
    if not told.issuperset(hearers(case)):
        raise Changed(_("A letter about it went out at this moment. Nothing of yours was done: try again."))
    for party, letter in composed:
        key = f"closed:{case.pk}:{case.entry_count}" + ("" if party is Heard.REQUESTER else ":person")
        letters.write_letter(case, letter, key=key, is_response=False)
    if Heard.PERSON in told:
        agents.call_off_question(case)
