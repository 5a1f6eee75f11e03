"""The fact that a letter states of a receipt that was corrected."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.journal import EntryName
from dsr.kinds.asked_facts import NOTHING_ASKED
from dsr.kinds.base import Fact, Words, letters
from dsr.models import Entry


def _told_nothing_else(case: Any) -> Words:
    if not case.is_open or not Entry.objects.filter(case=case, name=EntryName.RECEIPT_CORRECTED).exists():
        return _("No correction of the receipt stands, or the request has ended.")
    return ""


TOLD_ANOTHER_DAY = Fact(
    name="told-another-day",
    words=_("The receipt was corrected, and an earlier date rules than the person was told"),
    record="The entry “receipt-corrected” with old and new, and Case.state: it is open",
    lacks=_told_nothing_else,
)
CORRECTED_LETTER = letters.corrected_letter(TOLD_ANOTHER_DAY, NOTHING_ASKED)
CORRECTED_OF_BUNDLE = letters.corrected_of_bundle(TOLD_ANOTHER_DAY)
