"""Documents that came on the page of a request: they show nothing before a person at the desk says what they saw."""

import json
from collections.abc import Iterable

from django.db.models import Q

from dsr.lifecycle import Who
from dsr.models import Attachment, Entry, Message
from dsr.models.message import About


def without_those_of_page(documents: Iterable[Attachment]) -> list[Attachment]:
    """Those that came with the request, or that staff added; in as many reads for many cases as for one."""
    found = list(documents)
    of_page = _numbers_of_page({one.case_id for one in found if one.who == Who.REQUESTER})
    return [one for one in found if one.pk not in of_page]


def _numbers_of_page(case_ids: set[int]) -> set[int]:
    """The numbers of all that was added on the pages of these cases, as the journal has them."""
    rows = Message.objects.filter(case__in=case_ids, about=About.DOCUMENTS) if case_ids else ()
    written = Q(pk=None)
    for row in rows:
        written |= Q(case=row.case_id, number=row.number)
    entries = Entry.objects.filter(written) if rows else ()
    return {told["id"] for entry in entries for told in json.loads(entry.facts).get("documents", ())}
