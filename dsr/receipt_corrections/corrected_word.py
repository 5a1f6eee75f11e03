"""A word to who was told a later date than now rules: when the request really came, and by when we respond."""

from django.db import transaction

from dsr import letters
from dsr.journal import EntryName
from dsr.kinds import base
from dsr.models import Case, Entry, Letter


def tell_corrected(case_id: int) -> bool:
    """Write the letter, once for each correction; False where there is nothing to tell any more."""
    case = Case.objects.select_related("business", "brand", "choice_mode", "joined_to").get(pk=case_id)
    name = base.get(case.kind).letters.corrected
    entry = Entry.objects.filter(case=case, name=EntryName.RECEIPT_CORRECTED).order_by("-number").first()
    key = f"receipt:{case.pk}:{entry.number}" if entry else ""
    if not entry or not name or not case.is_open or Letter.objects.filter(key=key).exists():
        return False
    composed = letters.compose(case, name)
    with transaction.atomic():
        letters.write_letter(case, composed, key=key, is_response=False, is_urgent=True)
    return True
