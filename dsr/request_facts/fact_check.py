"""A fact that somebody gave is held against the request; wrong ones are counted, and in the end none is taken."""

import hmac
from datetime import timedelta

from django.db import transaction

from dsr.clock import now
from dsr.models import Case, FactTries
from dsr.request_facts.uncarried_facts import askable_facts, facts_of, spelled

MOST_WRONG = 5
_FORGIVEN_AFTER = timedelta(days=7)


def may_try(case: Case) -> bool:
    """False where too many were wrong within a week: then only people at the desk can help."""
    row = FactTries.objects.filter(case=case).first()
    return row is None or row.wrong < MOST_WRONG or _is_old(row)


def _is_old(row: FactTries) -> bool:
    return now() - row.since > _FORGIVEN_AFTER


def check_fact(case: Case, name: str, typed: str) -> bool:
    """Whether this is that fact of the request. A wrong one is counted, also where many come at once.

    The try is counted before it is compared, so that it is written down whatever becomes of the rest of a press; call
    it outside a transaction.
    """
    if not _count(case):
        return False
    known = facts_of(case) if name in askable_facts(case) else {}
    given, wanted = spelled(name, typed), spelled(name, known.get(name, ""))
    is_right = bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())
    if is_right:
        FactTries.objects.filter(case=case).update(wrong=0)
    return is_right


@transaction.atomic
def _count(case: Case) -> bool:
    FactTries.objects.get_or_create(case=case, defaults={"since": now()})
    row = FactTries.objects.select_for_update().get(case=case)
    if _is_old(row):
        row.wrong, row.since = 0, now()
    if row.wrong >= MOST_WRONG:
        return False
    row.wrong += 1
    row.save()
    return True
