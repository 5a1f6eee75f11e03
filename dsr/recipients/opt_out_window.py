"""Who is to be told: of an opt-out, who got information between its receipt and its effect, § 7026(f)(2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from dsr import journal, suppression
from dsr.clock import today
from dsr.journal import Actor, EntryName, Line
from dsr.kinds import base
from dsr.law.spans import local_date
from dsr.models import Case, Disclosure, Recipient, Step
from dsr.models.case_surroundings import rows_beside
from dsr.models.suppression import Purpose
from dsr.models.system import SETTLED
from dsr.recipients import sale_recipients

_AHEAD = "opt_out_recipients"


@dataclass(frozen=True)
class OptOutRecipient:
    """A recipient: its key in the ledger, and where a notice goes."""

    key: str
    name: str
    postal_address: str


def opt_out_period(case: Case) -> tuple[date, date]:
    """From the day of receipt to the day the last system and reader of the feed had it; until then, to today."""
    first = local_date(case.received_at)
    steps: list[Step] = rows_beside(case, "steps")
    if any(step.state not in SETTLED for step in steps) or suppression.is_feed_awaited(case):
        return first, max(first, today())
    ends = [*(step.settled_at for step in steps), suppression.feed_taken_at(case)]
    return first, max([first, *(local_date(end) for end in ends if end)])


def read_ahead(case: Case) -> None:
    """Read who got information once, for a page that shows all of a case and changes nothing."""
    sale_recipients.read_ahead(case)
    vars(case)[_AHEAD] = opt_out_recipients(case)


def opt_out_recipients(case: Case) -> list[OptOutRecipient]:
    """Who got information of this business in that period, of the sort that the request stopped.

    Of a deletion: everybody who ever got what was sold or shared, § 7022(b)(3).
    """
    ahead: list[OptOutRecipient] | None = vars(case).get(_AHEAD)
    if ahead is not None:
        return ahead
    owed = base.get(case.kind).ledger_recipients
    if owed is None:
        return []
    if not owed.since_receipt:
        return [
            OptOutRecipient(row.key, row.name, row.postal_address) for row in sale_recipients.recipients_of_sale(case)
        ]
    which = _which(case)
    if which is None:
        return []
    first, last = opt_out_period(case)
    version = case.business.ledger_version
    rows = Disclosure.objects.in_version(version).filter(which, business_id=case.business_id)
    rows = rows.filter(Q(period_start=None) | Q(period_start__lte=last), Q(period_end=None) | Q(period_end__gte=first))
    known = Recipient.objects.in_version(version).filter(business_id=case.business_id)
    known = known.filter(key__in=rows.values("recipient_key")).order_by("name", "key")
    return [OptOutRecipient(row.key, row.name, row.postal_address) for row in known]


def _which(case: Case) -> Q | None:
    """The disclosures that the case stopped; None when it stopped none."""
    rules = base.get(case.kind).suppression
    purposes = {use.purpose for use in rules.uses(case.answers)} if rules is not None else set()
    parts = []
    if Purpose.DIRECT_MARKETING.value in purposes:
        parts.append(Q(exclusion=""))
    if Purpose.SALE_SHARING.value in purposes:
        parts.append(Q(ccpa_sold_or_shared=True))
    return parts[0] | parts[-1] if parts else None


def record_notified(case: Case, actor: Actor, keys: Iterable[str], *, seen: int | None = None) -> Case:
    """Write down that these recipients were told, and told to pass it on."""
    journal.must_decide(actor)
    wanted = set(keys)
    told = [one.key for one in opt_out_recipients(case) if one.key in wanted]
    return journal.record(case.pk, Line(EntryName.RECIPIENTS_TOLD, {"recipients": told}), actor, seen=seen)
