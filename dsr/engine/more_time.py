"""Once the day for a notice of more time is over: what rests on the longer time follows the first day again."""

from django.db import transaction

from dsr import letters, receipt_corrections
from dsr.journal import EntryName
from dsr.models import Case


def settle_notice(case_id: int) -> None:
    """Write down whether the longer time counts; where it does not, a proof that waits and unsent letters follow."""
    with transaction.atomic():
        if letters.settle_extension(case_id) == EntryName.EXTENSION_LAPSED:
            receipt_corrections.renew_stated_dates(Case.objects.get(pk=case_id))


def let_go(letter_id: int) -> None:
    """The wait of a notice is over: it leaves, unless its last day is over by now."""
    case_id = letters.case_of_late_notice(letter_id)
    if case_id is None:
        letters.let_go(letter_id)
    else:
        settle_notice(case_id)
