"""Addresses from files, as on an envelope."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.disclosures.imports import postal_address


@pytest.mark.parametrize(
    ("found", "lines"),
    [
        (
            "1 Sample Road, Suite 200, Reno, NV 89501, United States",
            ["1 Sample Road", "Suite 200", "Reno, NV 89501", "United States"],
        ),
        ("PO Box 9, Fresno, CA, 93701", ["PO Box 9", "Fresno, CA 93701"]),
        ("PO Box 9,, Fresno ,CA 93701-1234,", ["PO Box 9", "Fresno, CA 93701-1234"]),
        ("1 Road, Suite 2, suite 2, Reno, NV 89501", ["1 Road", "Suite 2", "Reno, NV 89501"]),
        ("1 Road, New York, New York, NY 10011", ["1 Road", "New York, NY 10011"]),
        ("1331 L Street, N.W., Washington, DC 20005", ["1331 L Street, N.W.", "Washington, DC 20005"]),
        ("Example, Inc., 1 Road, Reno, NV 89501", ["Example, Inc.", "1 Road", "Reno, NV 89501"]),
        ("Office (Attn. A, B), 1 Road", ["Office (Attn. A, B)", "1 Road"]),
        ("66 West, Toronto, ON M5K 1E6, Canada", ["66 West", "Toronto, ON M5K 1E6", "Canada"]),
        ("Lindenstraße 5, 10969 Berlin, Germany", ["Lindenstraße 5", "10969 Berlin", "Germany"]),
        ("1 Road, Suite 2\n Reno, NV 89501 \n\nUSA", ["1 Road, Suite 2", "Reno, NV 89501", "USA"]),
        ("1 Sample Street, Fresno, 93701", ["1 Sample Street", "Fresno 93701"]),
        ("1 Sample Street\nFresno\n93701-1234\nUSA", ["1 Sample Street", "Fresno 93701-1234", "USA"]),
        ("1 Sample Street\nFresno, CA\n93701", ["1 Sample Street", "Fresno, CA 93701"]),
        ("1 Sample Street, Fresno, California, 93701", ["1 Sample Street", "Fresno, California 93701"]),
        ("1 Road, Suite 9, Reno, Nevada 89501", ["1 Road", "Suite 9", "Reno, Nevada 89501"]),
        ("1 Road, New York, 10011, USA", ["1 Road", "New York 10011", "USA"]),
        ("1 Road, New York, New York 10011", ["1 Road", "New York, New York 10011"]),
        ("1 Road, 93701", ["1 Road", "93701"]),
        ("1 Road\n93701", ["1 Road", "93701"]),
        ("1 Road, CO 80014", ["1 Road", "CO 80014"]),
        ("Drottninggatan 1, SE 111 22 Stockholm", ["Drottninggatan 1", "SE 111 22 Stockholm"]),
        ("1 Mall, Tralee, Co. Kerry, V92 X2P3", ["1 Mall", "Tralee, Co. Kerry", "V92 X2P3"]),
        ("", []),
        (" , ,", []),
    ],
)
def test_lines(found, lines):
    assert postal_address.postal_lines(found).splitlines() == lines


@given(st.text(alphabet=" ,\n()aAbBÇé1234567890.#-NVC", max_size=60))
def test_tidying_twice_changes_nothing_more_and_invents_nothing(text):
    once = postal_address.postal_lines(text)
    if "\n" in once:
        assert postal_address.postal_lines(once) == once
    assert set(once) <= set(text) | set(", \n")


def test_spellings_of_one_address_are_told_to_be_the_same():
    assert postal_address.normalized("1 Sample Rd., Reno\nNV") == postal_address.normalized("1 SAMPLE RD Reno, NV")
    assert postal_address.normalized("1 Sample Rd") != postal_address.normalized("2 Sample Rd")
