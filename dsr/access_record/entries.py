"""Writing a line of the access record, and forgetting lines when their time is over."""

import logging
from datetime import datetime, time
from typing import Any

from django.conf import settings

from dsr.access_record.entry_names import FACTS, AccessName
from dsr.clock import PACIFIC, today
from dsr.law.spans import add_months
from dsr.models import AccessEntry, Account, holds

_BATCH = 500
log = logging.getLogger(__name__)


def write(
    name: AccessName,
    account: Account | None,
    *,
    by: Account | None = None,
    client: str = "",
    **facts: Any,
) -> None:
    """One row, and one line of the log with the same facts: numbers, codes and references, nothing personal.

    `page` and `reference` among the facts say what was seen; a client is a hash.
    """
    told = {"page": facts.pop("page", ""), "reference": facts.pop("reference", ""), "client": client}
    if unknown := facts.keys() - FACTS:
        raise ValueError(f"The access record has no words for {sorted(unknown)}.")
    AccessEntry.objects.create(name=name, account=account, by=by, facts=facts, **told)
    who = {"account": account.pk if account else "", "by": by.pk if by else ""}
    words = " ".join(f"{key}={value}" for key, value in {**who, **told, **facts}.items() if value != "")
    log.info("access %s %s", name.value, words)


def forget_entries() -> int:
    """What is older than the record of a request is kept no longer, but for who saw what a hold keeps."""
    since = datetime.combine(add_months(today(), -settings.RETAIN_MONTHS), time(), PACIFIC)
    gone, mark = 0, 0
    old = AccessEntry.objects.filter(at__lt=since).order_by("pk")
    while batch := list(old.filter(pk__gt=mark).values_list("pk", "reference")[:_BATCH]):
        mark = batch[-1][0]
        plain = {pk: reference.partition("/")[0] for pk, reference in batch}
        kept = holds.kept_among(filter(None, plain.values()))
        gone += AccessEntry.objects.filter(pk__in=[pk for pk, one in plain.items() if one not in kept]).delete()[0]
    return gone
