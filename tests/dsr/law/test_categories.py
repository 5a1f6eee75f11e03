"""The three lists of § 1798.83, each typed from the statute in its own order, against our one table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.law.categories import BY_LETTER, CATEGORIES, SAME_BRAND_LETTERS, countable

E6 = """
(i) Name and address.
(ii) Electronic mail address.
(iii) Age or date of birth.
(iv) Names of children.
(v) Electronic mail or other addresses of children.
(vi) Number of children.
(vii) The age or gender of children.
(viii) Height.
(ix) Weight.
(x) Race.
(xi) Religion.
(xii) Occupation.
(xiii) Telephone number.
(xiv) Education.
(xv) Political party affiliation.
(xvi) Medical condition.
(xvii) Drugs, therapies, or medical products or equipment used.
(xviii) The kind of product the customer purchased, leased, or rented.
(xix) Real property purchased, leased, or rented.
(xx) The kind of service provided.
(xxi) Social security number.
(xxii) Bank account number.
(xxiii) Credit card number.
(xxiv) Debit card number.
(xxv) Bank or investment account, debit card, or credit card balance.
(xxvi) Payment history.
(xxvii) Information pertaining to the customer's creditworthiness, assets, income, or liabilities.
"""
# The definition of personal information; two of its items are worded a little differently.
E7 = """
(A) An individual's name and address.
(B) Electronic mail address.
(C) Age or date of birth.
(D) Names of children.
(E) Electronic mail or other addresses of children.
(F) Number of children.
(G) The age or gender of children.
(H) Height.
(I) Weight.
(J) Race.
(K) Religion.
(L) Occupation.
(M) Telephone number.
(N) Education.
(O) Political party affiliation.
(P) Medical condition.
(Q) Drugs, therapies, or medical products or equipment used.
(R) The kind of product the customer purchased, leased, or rented.
(S) Real property purchased, leased, or rented.
(T) The kind of service provided.
(U) Social security number.
(V) Bank account number.
(W) Credit card number.
(X) Debit card number.
(Y) Bank or investment account, debit card, or credit card balance.
(Z) Payment history.
(AA) Information pertaining to creditworthiness, assets, income, or liabilities.
"""
F1 = """
(A) Number of children.
(B) The age or gender of children.
(C) Electronic mail or other addresses of children.
(D) Height.
(E) Weight.
(F) Race.
(G) Religion.
(H) Telephone number.
(I) Medical condition.
(J) Drugs, therapies, or medical products or equipment used.
(K) Social security number.
(L) Bank account number.
(M) Credit card number.
(N) Debit card number.
(O) Bank or investment account, debit card, or credit card balance.
"""
letters = st.lists(st.sampled_from(sorted(BY_LETTER)))


def _listed(text: str) -> list[tuple[str, str]]:
    rows = (line.partition(") ") for line in text.strip().splitlines())
    return [(letter.removeprefix("("), words) for letter, _, words in rows]


def test_the_lists_have_27_27_and_15_items():
    assert (len(_listed(E6)), len(_listed(E7)), len(_listed(F1))) == (27, 27, 15)


def test_e6_is_in_the_statute_s_order_and_words():
    assert [(one.letter, one.words) for one in CATEGORIES] == _listed(E6)


def test_e7_letters_belong_to_the_same_items():
    reworded = {"A": "Name and address.", "AA": CATEGORIES[-1].words}
    twins = {one.in_e7: one.words for one in CATEGORIES}
    assert twins == {letter: reworded.get(letter, words) for letter, words in _listed(E7)}


def test_f1_letters_belong_to_the_same_items():
    assert sorted((one.in_f1, one.words) for one in CATEGORIES if one.in_f1) == _listed(F1)


def test_citations_name_the_item():
    assert str(BY_LETTER["xvii"].citation) == "Cal. Civ. Code § 1798.83(e)(6)(A)(xvii)"


def test_a_list_chosen_by_a_category_discloses_it():
    """Names and addresses of buyers of a medical product, (e)(6)(B)."""
    assert countable(["i"], ["xvii"], same_brand=False) == {"i", "xvii"}


def test_between_same_brand_affiliates_only_the_fifteen_count():
    """(f)(1); a list chosen by one of the fifteen counts, (f)(2), and one chosen by another does not."""
    assert countable(["i", "ii", "xiii"], [], same_brand=True) == {"xiii"}
    assert countable(["i"], ["xvi"], same_brand=True) == {"xvi"}
    assert countable(["i"], ["xii"], same_brand=True) == set()


@given(letters, letters)
def test_counting_adds_the_derived_and_cuts_to_the_fifteen(given_letters, derived):
    full = countable(given_letters, derived, same_brand=False)
    assert full == {*given_letters, *derived}
    assert countable(given_letters, derived, same_brand=True) == full & SAME_BRAND_LETTERS


def test_an_unknown_letter_is_refused():
    with pytest.raises(KeyError):
        countable(["xxviii"], [], same_brand=False)
