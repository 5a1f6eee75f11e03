"""A later affirmative consent: what it must show before it lifts a suppression."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from dsr import suppression
from dsr.clock import now
from dsr.errors import BadInput
from dsr.kinds.base import Hush
from dsr.models import Business
from dsr.models.suppression import Purpose
from dsr.suppression import Known

# Cal. Code Regs. tit. 11, § 7028(a): opting in to sale or sharing takes two steps, the wish and its confirmation.
_TWO_STEPS = frozenset({Purpose.SALE_SHARING.value, Purpose.DIRECT_MARKETING.value})
_MAY = frozenset({Purpose.MAIL.value}) | _TWO_STEPS
_MOST = 2_000  # characters of evidence


def record(
    business: Business,
    known: Known,
    purposes: Iterable[str],
    lists: Iterable[str],
    evidence: Mapping[str, str],
    at: datetime,
) -> int:
    """Lift what the person consented to, with the evidence sealed beside it; how many rows. Raises BadInput."""
    wanted = sorted(set(purposes))
    if not wanted or not set(wanted) <= _MAY:
        raise BadInput(_("Name one or more purposes: %(purposes)s.") % {"purposes": ", ".join(sorted(_MAY))})
    if at > now() + timedelta(minutes=1):
        raise BadInput(_("A consent cannot lie in the future."))
    _check(evidence, wanted)
    hushes = {Hush(purpose) for purpose in wanted}
    slugs = set(lists)  # an empty one stands for all mail
    if Purpose.MAIL.value in wanted and slugs:
        # A consent to some lists leaves a stop of all mail as it is.
        hushes.remove(Hush(Purpose.MAIL.value))
        hushes |= {Hush(Purpose.MAIL.value, slug) for slug in slugs}
    return suppression.lift(business.pk, known, hushes, evidence, at)


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
