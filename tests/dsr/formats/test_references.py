"""References: what a person mistypes is noticed, whatever it is."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.formats import references

ALPHABET = references.ALPHABET
bodies = st.text(st.sampled_from(ALPHABET), min_size=10, max_size=10)


def whole(body: str) -> str:
    """The one reference with this body."""
    found = [body + check for check in ALPHABET if references.parse(body + check)]
    assert len(found) == 1
    return found[0]


def test_the_alphabet_has_31_characters_without_look_alikes():
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set("01ILO") & set(ALPHABET)


def test_a_new_one_has_eleven_characters_and_is_its_own_parse():
    made = {references.new() for _ in range(500)}
    assert len(made) == 500
    assert all(len(one) == 11 and references.parse(one) == one for one in made)


@given(bodies)
def test_any_single_error_is_noticed(body):
    reference = whole(body)
    for place, wrong in itertools.product(range(11), ALPHABET):
        changed = reference[:place] + wrong + reference[place + 1 :]
        assert (references.parse(changed) is None) == (changed != reference)


@given(bodies)
def test_any_two_characters_swapped_are_noticed(body):
    reference = whole(body)
    for one, other in itertools.combinations(range(11), 2):
        swapped = list(reference)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        assert (references.parse("".join(swapped)) is None) == (reference[one] != reference[other])


def test_every_pair_of_values_at_every_pair_of_places_is_noticed_when_swapped():
    """Exhaustive: the check is a sum, so what the other characters are does not matter."""
    for one, other in itertools.combinations(range(10), 2):
        for a, b in itertools.permutations(ALPHABET, 2):
            right, wrong = ["2"] * 10, ["2"] * 10
            right[one], right[other] = a, b
            wrong[one], wrong[other] = b, a
            assert references.parse("".join(wrong) + references._check("".join(right))) is None


@pytest.mark.parametrize("typed", ["{0}-{1}-{2}", " {0} {1} {2} ", "{0}{1}{2}\n", "{0}\u00a0{1}–{2}"])
def test_spaces_dashes_and_case_do_not_matter(typed):
    reference = references.new()
    groups = reference[:4], reference[4:8], reference[8:]
    assert references.parse(typed.format(*groups)) == reference
    assert references.parse(typed.format(*groups).lower()) == reference
    assert references.spell(reference) == "-".join(groups)


@pytest.mark.parametrize("typed", ["", "-", "2222222222", "222222222222", "0222222222I", "é" * 11, "２" * 11])
def test_what_cannot_be_one_is_not(typed):
    assert references.parse(typed) is None
