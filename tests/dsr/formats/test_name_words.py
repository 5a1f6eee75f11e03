"""Names in words: what is looked for, and what a name is found by."""

import pytest

from dsr.formats.name_words import words_looked_for, words_of


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Mei Castellan", "castellan"),
        ("Mei Castellan", "  CASTELLAN,  Mei"),
        ("José Ibáñez-Núñez", "ibanez"),
        ("Ann O’Brien", "o'brien"),
        ("Ann O’Brien", "OBRIEN"),
        ("Pike & Alvarado, LLP", "alvarado pike"),
        ("sunny-otter", "sunny-otter"),
        ("sunny-otter", "otter"),
        ("player_99", "99"),
        ("Ｄａｎａ", "dana"),
        ("山田 太郎", "太郎"),
        ("राम शर्मा", "शर्मा"),
        ("Straße", "strasse"),
    ],
)
def test_a_name_is_found_by_any_of_its_words(name, typed):
    wanted = words_looked_for(typed)
    assert wanted and set(wanted) <= words_of([name])


@pytest.mark.parametrize("typed", ["caste", "mei brandt", "m", "castellanmei"])
def test_a_part_of_a_word_is_no_word(typed):
    assert not set(words_looked_for(typed)) <= words_of(["Mei Castellan"])


@pytest.mark.parametrize("typed", ["", " ", "-", "&&", "\u200b", "🙂"])
def test_what_has_no_letter_has_no_word(typed):
    assert words_looked_for(typed) == () and words_of([typed]) == frozenset()


def test_the_order_in_which_words_were_typed_is_not_kept():
    assert words_looked_for("Otter Sunny") == words_looked_for("sunny otter otter")
