"""What a litigation hold keeps: the one question that everything asks which erases something of a case here.

A hold keeps the desk's own record. It never stops what was granted in a system of the business.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from dsr.errors import Blocked
from dsr.formats import references
from dsr.models.blind_index import BlindIndex
from dsr.models.case import Case
from dsr.models.disclosure import Disclosure
from dsr.models.legal_hold import CaseOnHold, HoldDigest, HoldScope, LegalHold
from dsr.models.third_party_notice import ThirdPartyNotice


@cache
def kept() -> Q:
    """Of cases: those of which a hold that stands keeps everything, listed under it by now or not."""
    listed = CaseOnHold.objects.filter(case=OuterRef("pk"), hold__ended_at=None)
    found = Q(Exists(listed))
    for scope in HoldScope:
        found |= Q(Exists(_standing_over(scope)))
    return found


def of_kept_case(field: str = "case") -> Exists:
    """Of rows that name a case: whether a hold keeps everything of it; asked of each row alone, never of all cases."""
    return Exists(Case.objects.filter(kept(), pk=OuterRef(field)))


def covered_by(hold: LegalHold) -> Q:
    """Of cases: those that this hold covers by its own scope."""
    return Q(Exists(_standing_over(HoldScope(hold.scope), pk=hold.pk)))


def _standing_over(scope: HoldScope, **hold: Any) -> QuerySet[Any]:
    """The holds of one scope that cover the outer case."""
    standing = LegalHold.objects.standing().filter(scope=scope, **hold)
    if scope is HoldScope.CASE:
        return standing.filter(case=OuterRef("pk"))
    if scope is HoldScope.PERIOD:
        return standing.filter(begins_at__lte=OuterRef("received_at"), ends_at__gt=OuterRef("received_at"))
    if scope is HoldScope.PERSON:
        own = BlindIndex.objects.filter(case=OuterRef(OuterRef("pk"))).values("digest")
        of_hold = {f"hold__{name}": value for name, value in hold.items()}
        return HoldDigest.objects.filter(hold__ended_at=None, digest__in=own, **of_hold)
    return standing.filter(Exists(_notices()) | Exists(_disclosures()), business=OuterRef("business"))


def _notices() -> QuerySet[ThirdPartyNotice]:
    """Of a hold on a recipient, in a statement about cases: notices of the case to it."""
    return ThirdPartyNotice.objects.filter(case=OuterRef(OuterRef("pk")), recipient_key=OuterRef("recipient_key"))


def _disclosures() -> QuerySet[Disclosure]:
    """Likewise: what the report of the case rests on that names it, in the ledger as it was then."""
    version = OuterRef(OuterRef("compilation__ledger_version"))
    found: QuerySet[Disclosure] = Disclosure.objects.filter(
        business=OuterRef("business"), recipient_key=OuterRef("recipient_key"), from_version__lte=version
    )
    found = found.filter(Q(until_version=None) | Q(until_version__gt=version))
    year = OuterRef(OuterRef("year"))
    touches = Q(period_start__year__lte=year, period_end__year__gte=year)
    doubtful = Q(period_start=None) | Q(period_end=None) | Q(period_end__lt=F("period_start"))
    return found.filter(touches | doubtful)


def is_kept(case_id: int) -> bool:
    """Whether a hold that stands keeps everything of the case."""
    return Case.objects.filter(kept(), pk=case_id).exists()


def list_under(case_id: int) -> None:
    """List a case under each hold that covers it now, so that its end is seen here, too."""
    for hold in LegalHold.objects.standing():
        if Case.objects.filter(covered_by(hold), pk=case_id).exists():
            CaseOnHold.objects.get_or_create(hold=hold, case_id=case_id)


def kept_among(references_of: Iterable[str]) -> set[str]:
    """Of these cases, by reference, those of which everything is kept."""
    return {*Case.objects.filter(kept(), reference__in={*references_of}).values_list("reference", flat=True)}


def refuse_if_kept(case: Any) -> None:
    """Raises Blocked where a hold keeps what would be erased; of a case that was locked, or read with it."""
    if case.is_kept if hasattr(case, "is_kept") else is_kept(case.pk):
        raise Blocked(_("A litigation hold keeps this request. Nothing of it is erased until the hold ends."))


def keeps_unentered() -> Q:
    """Of what came in and is in no case yet: kept by a hold on its days.

    Whose it is stands sealed: a hold on any person keeps it.
    """
    standing = LegalHold.objects.standing()
    days = standing.filter(
        scope=HoldScope.PERIOD, begins_at__lte=OuterRef("received_at"), ends_at__gt=OuterRef("received_at")
    )
    return Q(Exists(days)) | Q(Exists(standing.filter(scope=HoldScope.PERSON)))


def refuse_if_in_ledger(rows: QuerySet[Any], business_id: int) -> None:
    """Raises Blocked where a hold on a recipient keeps lines of the ledger that would be erased."""
    holds = LegalHold.objects.standing().filter(scope=HoldScope.RECIPIENT, business=business_id)
    field = "key" if rows.model._meta.model_name == "recipient" else "recipient_key"
    names = {hold.recipient_key: hold.reference for hold in holds}
    found = rows.filter(**{f"{field}__in": names}).values_list(field, flat=True).first() if names else None
    if found is not None:
        said = _("Litigation hold %(hold)s keeps what the disclosures say of “%(recipient)s”. End the hold first.")
        raise Blocked(said % {"hold": references.spell(names[found]), "recipient": found})
