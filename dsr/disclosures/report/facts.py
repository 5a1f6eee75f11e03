"""The facts of a Shine the Light report: the whole input of every form of it. Same facts, same bytes."""

from enum import StrEnum
from typing import Literal, TypedDict

from dsr.errors import BadInput
from dsr.formats import canonical_json

FORMAT = 2
# Typesetting takes about 65 MB for a thousand rows, and nobody reads more on paper: the rest goes by CSV.
MOST_ROWS_ON_PAGES = 2000

Outcome = Literal["STL_DISCLOSED", "STL_NONE_DISCLOSED", "STL_NONE_TO_LIST", "STL_SAME_BRAND_COUNT", "STL_AS_OF"]


class Business(TypedDict):
    """Who answers. `postal_address` has one line of the address a line; `contact` is an email address."""

    name: str
    postal_address: str
    contact: str


class Category(TypedDict):
    """A category of Cal. Civ. Code § 1798.83(e)(6)(A), or of (f)(1), in the words of the statute."""

    letter: str
    cite: str
    words: str


class Recipient(TypedDict):
    """A third party of § 1798.83(a)(2). `examples` is empty where the name says what the business does."""

    name: str
    address: str
    examples: str


class SameBrand(TypedDict):
    """§ 1798.83(f): how many affiliates share the brand name, and the categories of (f)(1) that any of them got.

    It is there where any of them got anything; without a category, what they got need not be listed.
    """

    count: int
    categories: list[Category]


class NotListed(TypedDict):
    """How many rows of the year tell of disclosures that § 1798.83 does not ask to list.

    `same_brand` are those of same-brand affiliates with a category that (f)(1) spares, `excluded` those that (d) or
    (e)(2) does not count.
    """

    same_brand: int
    excluded: int


class Complete(TypedDict):
    """A person stated that the ledger is complete for the year, on a check through this day (YYYY-MM-DD)."""

    checked_through: str


class Facts(TypedDict):
    """Nothing here is about an individual, and nothing tells when it was compiled.

    Either the year is `complete`, or the facts are what is known `as_of` a day (YYYY-MM-DD) and may be incomplete.
    """

    format: int
    language: str
    business: Business
    year: int
    ledger_version: int
    complete: Complete | None
    as_of: str | None
    outcome: Outcome
    categories: list[Category]
    recipients: list[Recipient]
    same_brand: SameBrand | None
    not_listed: NotListed


def checksum(facts: Facts) -> str:
    """Give the SHA-256 of the canonical spelling of the facts; it is printed on every form of the report."""
    return canonical_json.digest(facts)


def check_facts(facts: Facts) -> None:
    """Raise BadInput where the outcome and what is listed contradict each other, or the format is unknown."""
    lists = [bool(facts["categories"]), bool(facts["recipients"])]
    if facts["format"] != FORMAT:
        raise BadInput(f"These facts have format {facts['format']}; this program writes format {FORMAT}.")
    if bool(facts["complete"]) == bool(facts["as_of"]):
        raise BadInput("A report is of a complete year, or as of a day; these facts are of neither or of both.")
    if (facts["outcome"] == "STL_AS_OF") != bool(facts["as_of"]):
        raise BadInput("Of what is known as of a day, no outcome says that it is all.")
    brand = facts["same_brand"]
    is_brand_listed = bool(brand and brand["categories"])
    if facts["outcome"] == "STL_NONE_DISCLOSED" and (any(lists) or brand or any(facts["not_listed"].values())):
        raise BadInput("The outcome says that nothing was disclosed, but the facts tell of disclosures.")
    if facts["outcome"] == "STL_NONE_TO_LIST" and (any(lists) or is_brand_listed):
        raise BadInput("The outcome says that there is nothing to list, but the facts list disclosures.")
    if facts["outcome"] == "STL_NONE_TO_LIST" and not any(facts["not_listed"].values()):
        raise BadInput("The outcome says that something was disclosed, but the facts tell of no disclosure.")
    if facts["outcome"] == "STL_DISCLOSED" and not all(lists):
        raise BadInput("The outcome says that information was disclosed, but no category or no recipient is listed.")
    if facts["outcome"] == "STL_SAME_BRAND_COUNT" and not is_brand_listed:
        raise BadInput("The outcome gives a count of same-brand companies, but the facts hold none.")


class Difference(StrEnum):
    """What a later report says beside an earlier one of the same year."""

    NONE = "none"
    ADDED = "added"  # all of the earlier one, and more
    CHANGED = "changed"  # something of the earlier one is said otherwise, or not any more


def compare_facts(before: Facts, after: Facts) -> Difference:
    """Compare what two reports list; who answers and what is known of the whole year are none of it."""
    first, second = _listed(before), _listed(after)
    if first == second:
        return Difference.NONE
    return Difference.ADDED if first < second else Difference.CHANGED


def _listed(facts: Facts) -> set[tuple[str, ...]]:
    rows: set[tuple[str, ...]] = {("category", one["letter"]) for one in facts["categories"]}
    rows |= {("recipient", one["name"], one["address"], one["examples"]) for one in facts["recipients"]}
    if brand := facts["same_brand"]:
        rows |= {("brand", str(brand["count"])), *(("brand category", one["letter"]) for one in brand["categories"])}
    # How many rows of a sort are not listed is told only by their being there.
    return rows | {("not listed", sort) for sort, count in facts["not_listed"].items() if count}
