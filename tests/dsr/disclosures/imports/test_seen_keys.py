"""Keys that a file names twice are found, however many there are."""

from dsr.disclosures.imports.seen_keys import FirstRow, SeenKeys


def test_a_key_is_told_where_it_stood_first_and_what_it_said():
    seen = SeenKeys()
    assert [seen.note(f"d{number}", FirstRow(number, -number)) for number in range(1_000)] == [None] * 1_000
    assert seen.note("d7", FirstRow(2_000, 1)) == FirstRow(7, -7)
    assert seen.note("d7", FirstRow(2_001, 2)) == FirstRow(7, -7)
    assert list(seen.without(["d7", "e1", "d999", "D7"])) == ["e1", "D7"]
