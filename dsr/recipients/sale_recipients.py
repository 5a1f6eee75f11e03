"""Who got what was sold or shared, who was told of a deletion, and whether the response is silent on it, § 7022(b)."""

from django.utils.translation import gettext as _

from dsr import disclosures
from dsr.errors import Blocked
from dsr.journal import EntryName, facts_of
from dsr.kinds import base
from dsr.models import Case, Disclosure, Entry, Recipient
from dsr.models.case_surroundings import rows_ahead
from dsr.recipients import notice_recipients

_AHEAD = "recipients_of_sale"
NOTIFIED_LIST_WORD = "told_list"  # of the letters that must say who was told, or why not


def _tells_all(case: Case) -> bool:
    owed = base.get(case.kind).ledger_recipients
    return owed is not None and not owed.since_receipt


def recipients_of_sale(case: Case) -> list[Recipient]:
    """Every recipient of information that the ledger says was sold or shared, whenever; for kinds that tell them."""
    if not _tells_all(case):
        return []
    ahead: list[Recipient] | None = vars(case).get(_AHEAD)
    if ahead is not None:
        return ahead
    version = case.business.ledger_version
    rows = Disclosure.objects.in_version(version).filter(business_id=case.business_id, ccpa_sold_or_shared=True)
    known = Recipient.objects.in_version(version).filter(business_id=case.business_id)
    return list(known.filter(key__in=rows.values("recipient_key")).order_by("name", "key"))


def read_ahead(case: Case) -> None:
    """Read the recipients of a sale once, for a page that shows all of a case and changes nothing."""
    vars(case)[_AHEAD] = recipients_of_sale(case)


def notified_by_other_means(case: Case) -> dict[str, str]:
    """Name by key of those who were told in another way, as staff recorded it."""
    known: list[Entry] | None = rows_ahead(case, "entries")
    rows = Entry.objects.filter(case=case, name=EntryName.RECIPIENTS_TOLD) if known is None else known
    entries = [entry for entry in rows if entry.name == EntryName.RECIPIENTS_TOLD]
    return notice_recipients.names(
        case.business_id, {key for entry in entries for key in facts_of(entry)["recipients"]}
    )


def all_notified(case: Case) -> dict[str, str]:
    """Name by key of everybody who was told, or is in the same go as the response."""
    without = {row.recipient_key for row in notice_recipients.recipients_not_notified(case)}
    seen = {key: name for key, name in notice_recipients.confirmed_by_systems(case).items() if key not in without}
    found = {**notified_by_other_means(case), **seen, **notice_recipients.notified_recipients(case)}
    return dict(sorted(found.items(), key=lambda pair: (pair[1], pair[0])))


def owes_sale_notice(case: Case) -> bool:
    """True when the business sells or shares, or did: it tells every recipient, or says why not."""
    return _tells_all(case) and (bool(recipients_of_sale(case)) or disclosures.sells_or_shares(case.business))


def must_name_recipients(case: Case, letter: str) -> bool:
    """True when this letter, by its name, must say who was told, or why not."""
    return bool(letter) and NOTIFIED_LIST_WORD in base.get(case.kind).letter(letter).every and owes_sale_notice(case)


def lacks_reason_not_notified(case: Case, letter: str, reason: str) -> bool:
    """True when it must, somebody was not told, and no reason says why."""
    if not must_name_recipients(case, letter) or reason.strip():
        return False
    done = {*all_notified(case), *(row.recipient_key for row in notice_recipients.recipients_not_notified(case))}
    return not done or any(row.key not in done for row in recipients_of_sale(case))


def require_reason_not_notified(case: Case, letter: str, reason: str) -> None:
    """Raises Blocked when the letter would be silent."""
    if lacks_reason_not_notified(case, letter, reason):
        raise Blocked(
            _(
                "This business sells or shares. On the request's page, choose which recipients are told to delete it, "
                "and why the others are not; or write here which are not told, and why."
            )
        )
