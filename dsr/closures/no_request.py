"""Whether what came may end as no request: never where it names a right. Reads only."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from dsr import journal, parties
from dsr.closures.closure_rules import why_not_closed
from dsr.kinds import base
from dsr.law.closures import NO_REQUEST
from dsr.lifecycle import Transition
from dsr.models import Case, Entry
from dsr.models.case import Channel
from dsr.models.case_surroundings import rows_ahead


def why_a_request(case: Case, too_late: str | None = None, sealed: Mapping[str, Any] | None = None) -> str:
    """Why it cannot end as no request: what came names a right; empty where it does not, and nothing else bars it.

    `too_late` and `sealed` are what the caller just read of the case; without them it is read here.
    """
    if why := why_not_closed(case, NO_REQUEST, too_late):
        return why
    kind = base.get(case.kind)
    if _came_by_form(case) and not kind.intake.may_embed_others:
        return _("It came by the form for “%(title)s”, and so names a right.") % {"title": kind.title}
    texts = [parties.free_text(case, parties.sealed_values(case) if sealed is None else sealed)]
    if case.opened_by is not None:  # it may have been opened from another's text
        texts.append(parties.free_text(case.opened_by, parties.sealed_values(case.opened_by)))
    text = "\n".join(texts)
    found = [str(one.title) for one in base.every() if one.intake.clues_in(text)]
    return _("Its text may name a right: %(titles)s.") % {"titles": ", ".join(found)} if found else ""


def _came_by_form(case: Case) -> bool:
    """Whether the person sent it by our own form, whatever way it is corrected to since."""
    if case.channel == Channel.FORM:
        return True
    known: list[Entry] | None = rows_ahead(case, "entries")
    rows = Entry.objects.filter(case=case, name=Transition.RECEIVE) if known is None else known
    received = next((one for one in rows if one.name == Transition.RECEIVE and one.account_id is None), None)
    return received is not None and journal.facts_of(received).get("channel") == Channel.FORM
