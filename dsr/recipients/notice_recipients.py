"""Who is to be told of a case: providers, recipients that a system confirms; and what became of each."""

from collections.abc import Iterable

from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import Case, Provider, Recipient, ThirdPartyNotice
from dsr.models.case_surroundings import rows_beside
from dsr.models.third_party_notice import COUNTS, ThirdPartyNoticeState

_UNDECIDED = frozenset({State.RECEIVED, State.VERIFYING, State.REVIEW})
_UNKNOWN = ""  # dsr/systems/sql/confirmed_recipients.py counts under it what names no recipient of the ledger


def providers_of(case: Case) -> list[Provider]:
    """Every provider in use that takes part in the deed; none for a kind that tells nobody."""
    kind = base.get(case.kind)
    if kind.notices is None or kind.work is None:
        return []
    rows = Provider.objects.filter(business_id=case.business_id, is_active=True)
    return [provider for provider in rows if kind.work.action in provider.actions]


def confirmed_by_systems(case: Case) -> dict[str, str]:
    """Name by key of the recipients that some system confirms for this person."""
    return names(case.business_id, (key for key in _counts(case) if key != _UNKNOWN))


def unknown_recipient_count(case: Case) -> int:
    """How many rows of systems name a recipient that the ledger does not know: it cannot be told."""
    return _counts(case).get(_UNKNOWN, 0)


def _counts(case: Case) -> dict[str, int]:
    if base.get(case.kind).notices is None:
        return {}
    counts: dict[str, int] = {}
    for step in rows_beside(case, "steps"):
        for key, count in step.recipients.items():
            counts[key] = counts.get(key, 0) + count
    return counts


def names(business_id: int, keys: Iterable[str]) -> dict[str, str]:
    """Name by key, in the order of names; also of one that the ledger dropped since."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = Recipient.objects.filter(business_id=business_id, key__in=wanted).order_by("from_version", "pk")
    found = {row.key: row.name for row in rows}
    return dict(sorted(found.items(), key=lambda pair: (pair[1], pair[0])))


def notified_recipients(case: Case) -> dict[str, str]:
    """Name by key of the recipients that are told, or will be in the same go as the response."""
    rows = rows_beside(case, "third_party_notices")
    return {row.recipient_key: row.name for row in rows if row.provider_id is None and row.state in COUNTS}


def notified_providers(case: Case) -> list[str]:
    """The names of the providers that are told, or will be."""
    if base.get(case.kind).notices is None:
        return []
    rows = [row for row in rows_beside(case, "third_party_notices") if row.provider_id is not None]
    found = {row.name for row in rows if row.state in COUNTS}
    # Before it is decided nobody has a row: a draft names whoever would be told.
    is_draft = not rows and State(case.state) in _UNDECIDED
    return sorted({provider.name for provider in providers_of(case)} if is_draft else found)


def recipients_not_notified(case: Case) -> list[ThirdPartyNotice]:
    """The recipients that staff chose not to tell; why is sealed as `not-told:<id>`."""
    rows = ThirdPartyNotice.objects.filter(case=case, provider=None, state=ThirdPartyNoticeState.NOT_TOLD)
    return list(rows.order_by("name", "pk"))
