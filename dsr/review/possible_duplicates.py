"""Other requests that may be by the same person: suggested to staff, decided by a person."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from dsr import repeats
from dsr.clock import PACIFIC
from dsr.kinds import base
from dsr.lifecycle import ENDED, State
from dsr.models import BlindIndex, Case
from dsr.review.same_answer import why_not_join


@dataclass(frozen=True)
class PossibleDuplicate:
    """Another case of the same subject. `is_open`: it is not answered yet; else it used the calendar year up.

    `why_not_joined`: why this one cannot be joined to it now; empty when it can.
    """

    case: Case
    same_email: bool
    is_open: bool
    why_not_joined: str = ""


def suggest_duplicates(case: Case) -> list[PossibleDuplicate]:
    """Cases of the same kind, business and subject that matter for this one, the likeliest first.

    Matched on the subject, never on the reply address alone: a law firm writes for many. An open one may be the
    same request; one that was granted and delivered in the same calendar year of request used the year up,
    Cal. Civ. Code § 1798.83(c)(1). A declined, misrouted or undelivered response does not.
    """
    names = BlindIndex.objects.filter(case=case, party="subject").values("digest")
    ids = BlindIndex.objects.filter(party="subject", digest__in=names).values("case_id")
    others = (
        Case.objects.filter(pk__in=ids, kind=case.kind, business_id=case.business_id)
        .exclude(pk=case.pk)
        .exclude(state=State.JOINED)
        .order_by("received_at", "pk")
    )
    rows = list(others.filter(Q(received_at__gte=_new_year(case)) | ~Q(state__in=sorted(ENDED))))
    mails = _mails(case.pk, *(other.pk for other in rows)) if rows else {}
    found = []
    for other in rows:
        is_open = other.is_open
        if is_open or _used_the_year(case, other):
            why = why_not_join(case, other) if is_open else ""
            found.append(PossibleDuplicate(other, bool(mails[case.pk] & mails[other.pk]), is_open, why))
    return sorted(found, key=lambda repeat: not repeat.same_email)


def _used_the_year(case: Case, other: Case) -> bool:
    kind = base.get(case.kind)
    if not kind.intake.once_per_year or other.state != State.RESPONDED or not other.outcome:
        return False
    outcome = kind.outcome(other.outcome)
    is_earlier = repeats.same_calendar_year(case, other) and other.received_at <= case.received_at
    return is_earlier and not outcome.is_decline and not outcome.sends_again


def _year(instant: datetime) -> int:
    return instant.astimezone(PACIFIC).year


def _new_year(case: Case) -> datetime:
    return datetime(_year(case.received_at), 1, 1, tzinfo=PACIFIC)


def _mails(*ids: int) -> dict[int, set[str]]:
    """The marks of the addresses of each case, without those of an agent."""
    found: dict[int, set[str]] = {case_id: set() for case_id in ids}
    rows = BlindIndex.objects.filter(case_id__in=ids, field="email").exclude(party="agent")
    for case_id, digest in rows.values_list("case_id", "digest"):
        found[case_id].add(digest)
    return found
