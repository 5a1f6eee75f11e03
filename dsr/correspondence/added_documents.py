"""Documents that the person adds to an open request, where its kind takes any."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import documents
from dsr.correspondence.messages import Kept, known_press, locked, row, why_not_written
from dsr.documents import Document
from dsr.errors import BadInput, Blocked
from dsr.journal import REQUESTER, EntryName, Line
from dsr.kinds import base
from dsr.models import Case, Message
from dsr.models.attachment import Purpose
from dsr.models.message import About


def purposes_to_add(case: Case) -> tuple[Purpose, ...]:
    """What documents may show: what the kind's own form takes, and who acts for another their permission."""
    if not case.is_open:
        return ()
    asked = documents.asked_by(base.get(case.kind))
    return tuple(one for one in asked if one != Purpose.PERMISSION or case.is_for_another)


@transaction.atomic
def add_documents(case_id: int, added: Sequence[Document], *, key: str) -> Message:
    """Keep them, as those that come with a form: checked, sealed, and told to the desk. Raises BadInput, Blocked."""
    if not added:
        raise BadInput(_("Choose a file first."))
    case = locked(case_id)
    known = known_press(case_id, key)
    if known is not None:
        return known
    if {one.purpose for one in added} - set(purposes_to_add(case)):
        raise Blocked(_("We take no such documents for your request now. You can write to us instead."))
    if why := why_not_written(case):
        raise Blocked(why)
    kept = case.attachments.kept().values_list("size", flat=True)
    documents.check_together([*kept, *(len(one.content) for one in added)])
    documents.attach(case, added, REQUESTER)
    case.refresh_from_db(fields=["entry_count"])
    return row(case, Kept(About.DOCUMENTS, key, Line(EntryName.DOCUMENTS_ADDED)))
