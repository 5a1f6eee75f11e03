"""Facts of invented businesses, one for each outcome and size."""

from typing import Any

CITE = "Cal. Civ. Code § 1798.83(e)(6)(A)({})"
CATEGORIES = [
    {"letter": "i", "cite": CITE.format("i"), "words": "Name and address."},
    {"letter": "ii", "cite": CITE.format("ii"), "words": "Electronic mail address."},
    {
        "letter": "xviii",
        "cite": CITE.format("xviii"),
        "words": "The kind of product the customer purchased, leased, or rented.",
    },
]
RECIPIENTS = [
    {
        "name": "Maplewood Garden Catalog, Inc.",
        "address": "PO Box 4410\nBoise, ID 83701",
        "examples": "",
    },
    {
        "name": "Quillfeather Holdings LLC",
        "address": "Suite 300\n91 Commerce Way\nReno, NV 89501",
        "examples": "Travel insurance and roadside help",
    },
    {
        "name": "Żółw & Søn Reisen GmbH",
        "address": "Lindenstraße 5\n10969 Berlin\nGermany",
        "examples": "Guided walking tours",
    },
]
_PHONE = {"letter": "H", "cite": "Cal. Civ. Code § 1798.83(f)(1)(H)", "words": "Telephone number."}
_SAME_BRAND = {
    "STL_SAME_BRAND_COUNT": {"count": 4, "categories": [_PHONE]},
    "STL_NONE_TO_LIST": {"count": 4, "categories": []},
}


def facts(outcome: str = "STL_DISCLOSED", **changed: Any) -> Any:
    """Facts with `outcome`; any part can be given."""
    disclosed = outcome == "STL_DISCLOSED"
    return {
        "format": 2,
        "language": "en",
        "business": {
            "name": "Fernwood Outfitters",
            "postal_address": "Privacy Office\n1200 Alder Street\nSacramento, CA 95814",
            "contact": "privacy@fernwood.example",
        },
        "year": 2025,
        "ledger_version": 3,
        "complete": None if outcome == "STL_AS_OF" else {"checked_through": "2026-01-05"},
        "as_of": "2026-01-29" if outcome == "STL_AS_OF" else None,
        "outcome": outcome,
        "categories": CATEGORIES if disclosed else [],
        "recipients": RECIPIENTS if disclosed else [],
        "same_brand": _SAME_BRAND.get(outcome),
        "not_listed": {"same_brand": int(outcome == "STL_NONE_TO_LIST"), "excluded": 0},
        **changed,
    }


def many(count: int) -> list[dict[str, str]]:
    """`count` recipients with names that differ."""
    return [
        {"name": f"Third Party {n:05}", "address": f"{n} Main Street\nDavis, CA 95616", "examples": ""}
        for n in range(count)
    ]


LETTER: dict[str, Any] = {
    "sender_lines": ["Fernwood Outfitters", "Privacy Office", "1200 Alder Street", "Sacramento, CA 95814"],
    "recipient_lines": [
        "Rosa Delgado-Huang",
        "c/o Bay Legal Aid",
        "455 Ninth Street, Apt 12B",
        "Oakland, CA 94607",
    ],
    "date_text": "March 10, 2026",
    "reference": "7KQ2M-XP4RD-H",
    "subject": "Our answer to your request about direct marketing",
    "paragraphs": [
        "Dear Rosa Delgado-Huang,",
        "You asked us on February 20, 2026 which third parties received personal information from us for "
        "their direct marketing. Our answer for 2025 is the report behind this letter.",
        "You do not need to do anything. If something is unclear, write to us and name your reference.",
        "Sincerely,\nFernwood Outfitters\nPrivacy Office",
    ],
    "language": "en",
}
