"""What a page may truly say of a request that stops something: in effect everywhere, or on its way there."""

import logging
from typing import NamedTuple

from dsr import suppression
from dsr.errors import KeyLost
from dsr.kinds import base
from dsr.kinds.base import Words
from dsr.law import ccpa
from dsr.models import Case

log = logging.getLogger(__name__)


class Said(NamedTuple):
    """The words, empty where the list has nothing of it, or stops nothing; and whether every place has it."""

    words: Words = ""
    is_everywhere: bool = False


def is_day_of_law(case: Case) -> bool:
    """Whether a law, and not we alone, gives the day by which what the request stops must be stopped."""
    kind = base.get(case.kind)
    if kind.suppression is None:
        return False
    return not ccpa.is_of_act(kind.law[0]) or any(map(ccpa.is_of_act, suppression.laws_of_stop(case)))


def said_of(case: Case) -> Said:
    """Looked up anew for each page: who loads it again sees when it is in effect everywhere."""
    kind = base.get(case.kind)
    if kind.suppression is None:
        return Said()
    try:
        found = suppression.effect_of(case)
    except KeyLost as failure:  # the list cannot be read, so nothing is claimed of it
        log.error("The effect of a request could not be looked up (%s).", type(failure).__name__)
        return Said()
    if found.list_since is None:  # it was taken off again, as by a later consent
        return Said()
    return Said(kind.page.honored if found.is_everywhere else kind.page.under_way, found.is_everywhere)
