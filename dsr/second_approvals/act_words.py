"""The acts that two people do, in words, for pages and the daily email."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.kinds.base import TwoPersonAct

ACT_WORDS: Mapping[str, Any] = {
    TwoPersonAct.ERASURE: _("Deleting what systems hold of a person"),
    TwoPersonAct.RELEASE: _("Giving out what is about one person"),
    TwoPersonAct.BULK: _("One decision for many requests"),
    TwoPersonAct.NOT_A_REQUEST: _("Ending it as no request"),
    TwoPersonAct.TOLD_MISTAKE: _("Ending as entered by mistake what somebody was told of"),
    TwoPersonAct.LATER_RECEIPT: _("Correcting the receipt to a later date or fewer rights"),
}


def act_in_words(code: str) -> str:
    """An act in words; of a code that this version does not know, the code."""
    return str(ACT_WORDS.get(code, code))
