"""Does a business sell or share personal information? The one answer, from its set-up and its disclosure ledger.

Letters, links, offers, pages and programs all ask here. While the two sources disagree, “yes” rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsr.clock import today
from dsr.kinds.base import Words
from dsr.law.spans import local_date
from dsr.models import Business, Disclosure, LedgerVersion


@dataclass(frozen=True)
class SaleAnswer:
    """What each source says. `is_in_ledger` is None while no version of the ledger was ever published."""

    is_in_set_up: bool
    is_in_ledger: bool | None

    @property
    def is_yes(self) -> bool:
        """The business owes the link, the offer and the notices of who sells or shares, § 1798.135(a)."""
        return self.is_in_set_up or bool(self.is_in_ledger)

    @property
    def is_no(self) -> bool:
        """Both sources say no. Neither is silent, so it may be stated."""
        return not self.is_in_set_up and self.is_in_ledger is False

    @property
    def conflict(self) -> Words:
        """Which source says what, and what to do about it; empty where they agree, or where there is no ledger."""
        if self.is_in_ledger is None or self.is_in_ledger == self.is_in_set_up:
            return ""
        if self.is_in_ledger:
            return _(
                "The disclosures say that information was sold or shared in the year in which they were "
                "published or the year before, and the set-up says that the business neither sells nor shares. Until "
                "this is settled, people are told that it does. Mark in the set-up that it sells or shares. If it "
                "stopped, or the rows are wrong, mend the disclosures and publish them: a version speaks of its own "
                "year and the last."
            )
        return _(
            "The set-up says that the business sells or shares, and the disclosures name nobody who got "
            "anything by it in the year in which they were published or the year before. Until this is settled, "
            "people are told that it does. Enter who got it and publish the disclosures, or take the mark out of the "
            "set-up."
        )


def sale_answer(business: Business) -> SaleAnswer:
    """What both sources say, in two queries; none before the first ledger."""
    return SaleAnswer(_in_set_up(business), _in_ledger(business))


def sells_or_shares(business: Business) -> bool:
    """True when either source says so. The ledger is asked only where the set-up says no."""
    return _in_set_up(business) or bool(_in_ledger(business))


def sale_conflicts() -> Iterator[tuple[Business, Words]]:
    """The businesses whose two sources disagree, each with what to do."""
    for business in Business.objects.order_by("pk"):
        if words := sale_answer(business).conflict:
            yield business, words


def _in_set_up(business: Business) -> bool:
    return business.sells or business.shares


def _in_ledger(business: Business) -> bool | None:
    """Whether the published version has a row that counts.

    A sale is any making available for something of value, and sharing any for ads across other sites, § 1798.140(ad)
    and (ah), whatever § 1798.83 says of the same row; so an excluded row counts too. The duty is of who “sells or
    shares” now, § 1798.135(a), and the law looks back twelve months when it asks what was sold, § 1798.130(a)(5)(C).
    A ledger is kept by the calendar year: a row counts while any of it lies in the year in which the version was
    published or the one before, never less than twelve months; a row without an end counts as long as it stands.

    The version says what was so when it was published. That time passes makes no “no” of a “yes”: a newer one does.
    """
    if not business.ledger_version:
        return None
    versions = LedgerVersion.objects.filter(business_id=business.pk, number=business.ledger_version)
    published = versions.values_list("published_at", flat=True).first()
    known_in = local_date(published).year if published else today().year
    rows = Disclosure.objects.in_version(business.ledger_version).filter(
        Q(period_end=None) | Q(period_end__gte=date(known_in - 1, 1, 1)),
        business_id=business.pk,
        ccpa_sold_or_shared=True,
    )
    return bool(rows.exists())
