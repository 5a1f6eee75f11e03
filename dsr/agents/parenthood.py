"""Recording that a requester showed to be the parent: how, by whom it was checked, and that no paper was kept."""

from django.utils.translation import gettext as _

from dsr import journal
from dsr.clock import now
from dsr.errors import BadInput, NotAllowed
from dsr.journal import Actor, EntryName, Line
from dsr.kinds import base
from dsr.models import Case

_LEVEL = "shown"


def record_parenthood(
    case_id: int, actor: Actor, *, seen: int, method: str, is_paper_deleted: bool = False, note: str
) -> Case:
    """Write down how it was shown. From now on the letters may tell this requester what was held.

    Raises BadInput for a way that the kind does not know, and while a copy of a paper still lies somewhere.
    """
    journal.must_decide(actor)
    case = Case.objects.get(pk=case_id)
    entitlement = base.get(case.kind).entitlement
    if entitlement is None or method not in {choice.value for choice in entitlement.methods}:
        raise BadInput(_("Choose how it was shown."))
    if method == entitlement.paper and not is_paper_deleted:
        raise BadInput(_("Delete the copy of the paper first, then record it: it may not be kept."))
    if not note.strip():
        raise BadInput(_("Write what you saw, and how."))
    if not case.is_open:
        raise NotAllowed(_("The response is out already. Open the request again first."))
    facts = {"method": method, **({"paper_deleted": True} if method == entitlement.paper else {})}
    changes = {"verified_at": now(), "verified_level": _LEVEL}
    line = Line(EntryName.SHOWN_ENTITLED, facts, note.strip())
    return journal.record(case_id, line, actor, seen=seen, changes=changes)
