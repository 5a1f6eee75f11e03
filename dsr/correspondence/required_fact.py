"""A fact of the request is asked before a page takes what weighs; who guesses is told of to the desk, and stopped."""

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, request_facts
from dsr.correspondence.messages import note_for_desk
from dsr.errors import BadInput, Blocked
from dsr.journal import REQUESTER, EntryName, Line
from dsr.models import Case
from dsr.models.message import About


def require_fact(case: Case, fact: tuple[str, str]) -> None:
    """Go on where it is that fact of the request, given as name and value; never call it in a transaction.

    Raises BadInput where it is not, Blocked after too many; at the last try people at the desk hear of it.
    """
    name, typed = fact
    if not request_facts.may_try(case):
        raise Blocked(
            _("This was wrong too often. For your safety nothing can be changed here for a week. Write to us.")
        )
    if request_facts.check_fact(case, name, typed):
        return
    if not request_facts.may_try(case):
        _tell_desk(case)
    raise BadInput(_("This is not what your request says. Check it, or choose another question."))


@transaction.atomic
def _tell_desk(case: Case) -> None:
    case = journal.record(case.pk, Line(EntryName.FACTS_WRONG, {"wrong": request_facts.MOST_WRONG}), REQUESTER)
    note_for_desk(case, About.TRIES, key=f"tries:{case.pk}:{case.entry_count}")
