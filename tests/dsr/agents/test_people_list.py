"""A pasted list: every line becomes a person or a fault that names it, and nothing is lost."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.agents import read_people
from dsr.agents.people_list import MOST_PEOPLE
from dsr.formats.placeholders import says_nothing


@pytest.mark.parametrize(
    "text",
    [
        "Ines Okafor, ines@example.com, CA\nLee Tran, lee@example.com",
        "Ines Okafor;ines@example.com;ca\r\nLee Tran;lee@example.com\r\n",
        "name\temail\tstate\nInes Okafor\tines@example.com\tCalifornia\n\n  Lee Tran\tlee@example.com\t",
        "\ufeffName,Email\nInes  Okafor,ines@example.com,CA\nLee Tran,lee@example.com,,",
    ],
)
def test_every_usual_shape_is_read(text):
    people, faults = read_people(text)
    assert faults == []
    assert [(one.name, one.email, one.in_california) for one in people] == [
        ("Ines Okafor", "ines@example.com", "yes"),
        ("Lee Tran", "lee@example.com", ""),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Ines Okafor", "Give the email address"),
        (",ines@example.com", "Give the name"),
        ("Ines, ines at example", "like name@example.com"),
        ("Okafor, Ines, ines@example.com, CA", "quotation marks around commas"),
        ('"Okafor, Ines, ines@example.com', "not closed"),
        ("Ines, ines@example.com, Cali", "two letters"),
        ("ines OKAFOR,INES@example.com", "stands in line 1 already"),
    ],
)
def test_a_fault_names_its_line_and_the_others_stay(line, words):
    people, faults = read_people(f"Ines Okafor,ines@example.com\n\n{line}\nLee Tran,lee@example.com")
    assert [one.name for one in people] == ["Ines Okafor", "Lee Tran"]
    (fault,) = faults
    assert fault.line == 3 and words in str(fault)


def test_who_lives_elsewhere_is_told_from_who_does_not_say():
    people, _faults = read_people("A,a@example.com,TX\nB,b@example.com")
    assert [one.in_california for one in people] == ["no", ""]


def test_more_than_a_bundle_holds_is_told_with_the_line():
    text = "\n".join(f"Person {n},p{n}@example.com" for n in range(MOST_PEOPLE + 1))
    people, faults = read_people(text)
    assert len(people) == MOST_PEOPLE + 1
    assert [fault.line for fault in faults] == [MOST_PEOPLE + 1]


def test_initials_are_all_that_is_shown():
    people, _faults = read_people('"Okafor-Reyes, Ines M.",ines@example.com\n张伟,zhang@example.com\n42,n@example.com')
    assert [one.initials for one in people] == ["O. I. M.", "张.", "?"]


@given(st.text())
def test_any_text_is_read_and_no_line_is_lost(text):
    people, faults = read_people(text)
    told = [one.line for one in people] + [one.line for one in faults]
    assert len(set(told)) == len(told)
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    lines = {number for number, line in enumerate(plain, start=1) if line.strip()}
    # A first line of column names is the one that may go.
    assert set(told) <= lines and len(lines - set(told)) <= 1


_NAMES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)


@given(st.lists(_NAMES, min_size=1, max_size=20), st.sampled_from(",;\t"))
def test_what_a_table_program_writes_is_read_back(names, delimiter):
    written = io.StringIO()
    rows = csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    for number, name in enumerate(names):
        rows.writerow([name, f"p{number}@example.com", "CA"])
    if delimiter == "," and any(one in written.getvalue() for one in "\t;"):
        return  # which of the two cuts the line is a guess
    people, faults = read_people(written.getvalue())
    assert [fault for fault in faults if "Give" not in str(fault)] == []
    assert [one.name for one in people] == [name for name in names if not says_nothing(name)]


@pytest.mark.parametrize("nothing", ["n/a", "none given", "same as above", "-", "(unknown)"])
def test_what_stands_for_no_name_is_a_fault_of_its_line(nothing):
    people, (fault,) = read_people(f"Kim Reyes, kim@example.com\n{nothing}, lee@example.com\n")
    assert [one.name for one in people] == ["Kim Reyes"] and (fault.line, fault.words) == (2, "Give the name.")


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("Ines Okafor", ("Ines Okafor", "", "")),
        ("Ines Okafor, CA", ("Ines Okafor", "", "yes")),
        ("Ines Okafor,,NV", ("Ines Okafor", "", "no")),
        ("Ines Okafor, ines@example.com, CA", ("Ines Okafor", "ines@example.com", "yes")),
    ],
)
def test_by_name_the_address_may_be_left_out(line, person):
    people, faults = read_people(line, by_name=True)
    assert faults == []
    assert [(one.name, one.email, one.in_california) for one in people] == [person]


def test_by_name_what_is_no_address_is_still_a_fault():
    assert "like name@example.com" in str(read_people("Ines Okafor, ines at home", by_name=True)[1][0])
