"""Somebody tries codes in vain for the page of a request: what staff are told, and ending the links of its letters."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import request_page
from dsr.clock import now
from dsr.journal import Actor, EntryName
from dsr.models import Case
from dsr.models.case_surroundings import rows_beside
from portal.staff.case.action import Action, SeenForm

_WITHIN = timedelta(days=7)
# One may have read the wrong email; who uses up a second code guesses.
_TOLD_FROM = 2


def guessed(case: Case) -> int:
    """How many codes were used up in vain within a week, since the links were last ended; 0 while it is no attack."""
    found = 0
    for entry in rows_beside(case, "entries"):
        if entry.name == EntryName.PAGE_LINKS_ENDED:
            found = 0
        elif entry.name == EntryName.PAGE_CODE_TRIED and entry.at > now() - _WITHIN:
            found += 1
    return found if found >= _TOLD_FROM else 0


def _end(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return request_page.end_links(case.pk, actor, seen=values["seen"])


ACTIONS = (
    Action(
        "end-page-links",
        SeenForm,
        _end,
        _("No link of an earlier letter opens the page now. What waits to be mailed is written anew: print that one."),
    ),
)
