"""A later affirmative consent: what it must show, what it lifts, and what it opens of a lock."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dsr import key_marks
from dsr.clock import now
from dsr.errors import BadInput
from dsr.kinds.base import SuppressedUse
from dsr.models import Business, Consent
from dsr.models.suppression import Purpose
from dsr.suppression import feed, stop_list
from dsr.suppression.known_person import LOOKALIKE, Known, digests_to_lift, read_person

# Cal. Code Regs. tit. 11, § 7028(a): opting in to sale or sharing takes two steps, the wish and its confirmation.
_TWO_STEPS = frozenset({Purpose.SALE_SHARING.value, Purpose.DIRECT_MARKETING.value})
_MAY = frozenset({Purpose.MAIL.value}) | _TWO_STEPS
_MOST = 2_000  # characters of evidence


def record_consent(
    business: Business,
    known: Known,
    purposes: Iterable[str],
    lists: Iterable[str],
    evidence: Mapping[str, str],
    at: datetime,
) -> int:
    """Lift what the person consented to, with the evidence sealed beside it; how many stops. Raises BadInput."""
    known = read_person(known)
    wanted = sorted(set(purposes))
    if not wanted or not set(wanted) <= _MAY:
        raise BadInput(_("Name one or more purposes: %(purposes)s.") % {"purposes": ", ".join(sorted(_MAY))})
    if at > now() + timedelta(minutes=1):
        raise BadInput(_("A consent cannot lie in the future."))
    _check(evidence, wanted)
    uses = {SuppressedUse(purpose) for purpose in wanted}
    slugs = set(lists)  # an empty one stands for all mail
    if Purpose.MAIL.value in wanted and slugs:
        # A consent to some lists leaves a stop of all mail as it is.
        uses.remove(SuppressedUse(Purpose.MAIL.value))
        uses |= {SuppressedUse(Purpose.MAIL.value, slug) for slug in slugs}
    return lift_by_consent(business.pk, known, uses, evidence, at)


def _check(evidence: Mapping[str, str], purposes: list[str]) -> None:
    if not all(isinstance(text, str) for text in evidence.values()) or len(str(evidence)) > _MOST:
        raise BadInput(_("Evidence is a few short texts."))
    needed = ["how", "where"] + (["confirmed_at"] if _TWO_STEPS & set(purposes) else [])
    missing = [name for name in needed if not evidence.get(name, "").strip()]
    if missing:
        raise BadInput(
            _(
                "The evidence must say how and where the person consented, and for sharing, when it was confirmed in "
                "a second step (Cal. Code Regs. tit. 11, § 7028(a)). Missing: %(names)s."
            )
            % {"names": ", ".join(missing)}
        )


@transaction.atomic
def lift_by_consent(
    business_id: int, known: Known, uses: Iterable[SuppressedUse], evidence: Mapping[str, str], at: datetime
) -> int:
    """Lift these, with what the consent was sealed beside them; how many. Raises KeyLost.

    A lock is never lifted, but opened for these uses: what was kept stays locked, the new relationship is not.
    """
    key_marks.require_suppression_key()
    uses = list(uses)
    if not uses:
        return 0
    named = Q()
    for one in uses:
        named |= Q(purpose=one.purpose, scope=one.scope)
    rows = stop_list.active(business_id).filter(digest__in=digests_to_lift(known))
    ending = rows.filter(named, since__lte=at).exclude(purpose=Purpose.LOCKED)
    # One stop may stand under the spelling of an earlier release too, and cover lookalikes.
    ended = ending.values_list("purpose", "scope", "field")
    stops = {(purpose, scope, _known_by(field)) for purpose, scope, field in ended}
    feed.end(business_id, ending, evidence)
    locks = rows.filter(purpose=Purpose.LOCKED, since__lt=at).values_list("field", "digest").distinct()
    opened = {
        (_known_by(lock[0]), one)
        for lock in list(locks)
        for one in uses
        if _open(business_id, lock, one, evidence, at)
    }
    return len(stops) + len(opened)


def _known_by(field: str) -> str:
    return "email" if field == LOOKALIKE else field


def _open(
    business_id: int, lock: tuple[str, str], use: SuppressedUse, evidence: Mapping[str, str], at: datetime
) -> bool:
    """Open the locks of a person for one use. False when this consent is known."""
    if use.purpose not in stop_list.USES:
        return False
    consent, is_new = Consent.objects.get_or_create(
        business_id=business_id,
        purpose=use.purpose,
        scope=use.scope,
        field=lock[0],
        digest=lock[1],
        at=at,
        defaults={"recorded_at": now()},
    )
    if is_new:
        consent.sealed_evidence = feed.seal_evidence(evidence, consent)
        consent.save(update_fields=["sealed_evidence"])
    return is_new
