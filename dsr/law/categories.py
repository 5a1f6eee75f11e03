"""The 27 categories of Cal. Civ. Code § 1798.83(e)(6)(A), with their twins in (e)(7) and (f)(1)."""

from collections.abc import Iterable
from dataclasses import dataclass

from dsr.law.citations import Citation, civ


@dataclass(frozen=True)
class Category:
    """`letter` of (e)(6)(A), the statute's own words, its letter in (e)(7), and in (f)(1) where it has one."""

    letter: str
    words: str
    in_e7: str
    in_f1: str = ""

    @property
    def citation(self) -> Citation:
        return civ(f"1798.83(e)(6)(A)({self.letter})")


_ROWS = (
    ("i", "Name and address.", "A", ""),
    ("ii", "Electronic mail address.", "B", ""),
    ("iii", "Age or date of birth.", "C", ""),
    ("iv", "Names of children.", "D", ""),
    ("v", "Electronic mail or other addresses of children.", "E", "C"),
    ("vi", "Number of children.", "F", "A"),
    ("vii", "The age or gender of children.", "G", "B"),
    ("viii", "Height.", "H", "D"),
    ("ix", "Weight.", "I", "E"),
    ("x", "Race.", "J", "F"),
    ("xi", "Religion.", "K", "G"),
    ("xii", "Occupation.", "L", ""),
    ("xiii", "Telephone number.", "M", "H"),
    ("xiv", "Education.", "N", ""),
    ("xv", "Political party affiliation.", "O", ""),
    ("xvi", "Medical condition.", "P", "I"),
    ("xvii", "Drugs, therapies, or medical products or equipment used.", "Q", "J"),
    ("xviii", "The kind of product the customer purchased, leased, or rented.", "R", ""),
    ("xix", "Real property purchased, leased, or rented.", "S", ""),
    ("xx", "The kind of service provided.", "T", ""),
    ("xxi", "Social security number.", "U", "K"),
    ("xxii", "Bank account number.", "V", "L"),
    ("xxiii", "Credit card number.", "W", "M"),
    ("xxiv", "Debit card number.", "X", "N"),
    ("xxv", "Bank or investment account, debit card, or credit card balance.", "Y", "O"),
    ("xxvi", "Payment history.", "Z", ""),
    (
        "xxvii",
        "Information pertaining to the customer's creditworthiness, assets, income, or liabilities.",
        "AA",
        "",
    ),
)
CATEGORIES = tuple(Category(*row) for row in _ROWS)
BY_LETTER = {category.letter: category for category in CATEGORIES}
SAME_BRAND_LETTERS = frozenset(category.letter for category in CATEGORIES if category.in_f1)


def countable(categories: Iterable[str], derived_from: Iterable[str], *, same_brand: bool) -> frozenset[str]:
    """The letters that a disclosure counts as.

    A list chosen by a category discloses that category too, (e)(6)(B); between affiliates that share the brand name
    only the fifteen of (f)(1) count, derived ones included, (f)(2). Raises KeyError for an unknown letter.
    """
    letters = {BY_LETTER[letter].letter for letter in (*categories, *derived_from)}
    return frozenset(letters & SAME_BRAND_LETTERS if same_brand else letters)
