"""The demo's disclosure ledger: invented recipients, and what the invented business told them in two years."""

from datetime import date

from dsr import disclosures
from dsr.clock import today
from dsr.models import Account, Business, Disclosure, Recipient

_RESELLER = "Sells and installs phone service for homes and home offices"

# key, name, postal address, name reveals the business, examples, affiliate, same brand, role under the CCPA
RECIPIENTS = (
    (
        "alder-ridge",
        "Alder Ridge Telephone Resellers LLC",
        "1200 Sample Avenue\nFresno, CA 93721",
        True,
        "",
        False,
        False,
    ),
    ("bluebird", "Bluebird Catalog Company", "48 Example Road\nReno, NV 89501", True, "", False, False),
    (
        "cinder-cone",
        "Cinder Cone Partners",
        "77 Placeholder Street\nBend, OR 97701",
        False,
        "Home security systems",
        False,
        False,
    ),
    ("dovetail", "Dovetail Home Insurance Agency", "5 Specimen Plaza\nTucson, AZ 85701", True, "", False, False),
    (
        "eastlight",
        "Eastlight, Inc.",
        "310 Example Parkway\nAllen, TX 75013",
        False,
        "Video doorbells and home networks",
        False,
        False,
    ),
    (
        "fernwood-mobile",
        "Fernwood Mobile, Inc.",
        "100 Example Street\nFresno, CA 93701",
        False,
        "Prepaid mobile plans",
        True,
        True,
    ),
    (
        "fernwood-home",
        "Fernwood Home Networks LLC",
        "100 Example Street\nFresno, CA 93701",
        False,
        "Home internet",
        True,
        True,
    ),
    ("granite-mail", "Granite Mailing House", "9 Sample Mill Lane\nOgden, UT 84401", True, "", False, False),
)

# recipient, categories, categories a list was chosen by, purpose, exclusion, note, sold or shared, channel
DISCLOSURES: tuple[tuple[str, list[str], list[str], str, str, str, bool, str], ...] = (
    (
        "alder-ridge",
        ["i", "ii", "xiii", "xx"],
        [],
        "Offers of phone service by mail and phone",
        "",
        "",
        True,
        "Monthly file",
    ),
    ("bluebird", ["i", "xviii"], ["xviii"], "Catalogs by mail to buyers of desk phones", "", "", True, "Yearly file"),
    ("cinder-cone", ["i", "xiii"], [], "Phone calls about home security", "", "", True, "Monthly file"),
    ("dovetail", ["i", "iii"], [], "Letters about home insurance", "", "", True, "One file in May"),
    ("eastlight", ["ii", "xx"], [], "Email offers", "", "", True, "Daily feed"),
    ("fernwood-mobile", ["i", "xiii"], [], "Offers by phone", "", "", False, "Shared database"),
    ("granite-mail", ["i"], [], "Prints and mails our own letters", "D1A", "", False, "Weekly file"),
)


def load(business: Business, officer: Account) -> None:
    """Put the ledger into a draft, publish it as the first version, and say which years are complete in it.

    Last year is; so is the one before: in January the older requests of the demo ask of it.
    """
    year = today().year - 1
    _put_recipients(business)
    for number, row in enumerate(DISCLOSURES, start=1):
        recipient, categories, derived, purpose, exclusion, note, sold, channel = row
        disclosures.put_row(
            business,
            Disclosure,
            f"demo-{number}",
            {
                "recipient_key": recipient,
                "categories": categories,
                "derived_from": derived,
                "period_start": date(year - 1, 1, 1),
                "period_end": date(year, 12, 31),
                "purpose": purpose,
                "exclusion": exclusion,
                "exclusion_note": note,
                "ccpa_sold_or_shared": sold,
                "channel": channel,
                "source": "Invented for the demo",
            },
        )
    _publish(business, officer, year)


def _put_recipients(business: Business) -> None:
    for key, name, address, reveals, examples, affiliate, same_brand in RECIPIENTS:
        disclosures.put_row(
            business,
            Recipient,
            key,
            {
                "name": name,
                "postal_address": address,
                "name_reveals_business": reveals,
                "examples": examples,
                "is_affiliate": affiliate,
                "is_same_brand": same_brand,
                "ccpa_role": "service-provider" if key == "granite-mail" else "third-party",
                "source": "Invented for the demo",
            },
        )


def _publish(business: Business, officer: Account, year: int) -> None:
    published = disclosures.publish_draft(disclosures.begin_draft(business), officer)
    business.refresh_from_db()
    sources = "Invented for the demo: every contract, every export of customers, and a question to each department"
    for over in (year - 1, year):
        disclosures.complete_year(business, officer, disclosures.YearCheck(over, sources, today(), published.number))
