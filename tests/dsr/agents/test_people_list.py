"""A pasted list: every line becomes a person or a fault that names it, and nothing is lost."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.agents import read_people
from dsr.agents.people_list import MOST_PEOPLE
from dsr.formats.placeholders import says_nothing
from dsr.formats.short_words import leads_elsewhere


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
    people, faults, _notes = read_people(text)
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
    people, faults, _notes = read_people(f"Ines Okafor,ines@example.com\n\n{line}\nLee Tran,lee@example.com")
    assert [one.name for one in people] == ["Ines Okafor", "Lee Tran"]
    (fault,) = faults
    assert fault.line == 3 and words in str(fault)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("1. Ines Okafor", "Is “1. Ines Okafor” a name?"),
        ("• Ines Okafor", "a name?"),
        ("Ines Okafor CA", "a name?"),
        ("Re: our clients", "a name?"),
        ("We write on behalf of the people below", "a name?"),
        ("Young, Al", "“Al” as the state"),
    ],
)
def test_a_line_that_may_say_something_else_is_looked_at_before_it_is_a_person(line, words):
    people, faults, notes = read_people(f"Mei-Lin O’Hara Jr.\n{line}\nClient Person 3, CA", by_name=True)
    assert (len(people), faults) == (3, [])
    (note,) = notes
    assert note.line == 2 and words in str(note)


@pytest.mark.parametrize("line", ["Ines Okafor ines@example.com", "Ines <ines@example.com>, CA"])
def test_an_address_within_a_name_is_a_fault_of_its_line(line):
    people, faults, _notes = read_people(line, by_name=True)
    assert people == [] and "Put a comma between the two" in str(faults[0])


def test_who_lives_elsewhere_is_told_from_who_does_not_say():
    people, _faults, _notes = read_people("A,a@example.com,TX\nB,b@example.com")
    assert [one.in_california for one in people] == ["no", ""]


def test_more_than_a_bundle_holds_is_told_with_the_line():
    text = "\n".join(f"Person {n},p{n}@example.com" for n in range(MOST_PEOPLE + 1))
    people, faults, _notes = read_people(text)
    assert len(people) == MOST_PEOPLE + 1
    assert [fault.line for fault in faults] == [MOST_PEOPLE + 1]


def test_initials_are_all_that_is_shown():
    people, _faults, _notes = read_people('"Okafor-Reyes, Ines M.",ines@example.com\n张伟,zhang@example.com')
    assert [one.initials for one in people] == ["O. I. M.", "张."]


@pytest.mark.parametrize("name", ["42", "see evil.example", "\u202eantiD"])
def test_what_is_no_name_may_stand_in_no_letter_of_ours(name):
    (fault,) = read_people(f"{name},n@example.com").faults
    assert fault.words.startswith("Give ")


@given(st.text())
def test_any_text_is_read_and_no_line_is_lost(text):
    people, faults, notes = read_people(text)
    told = [one.line for one in people] + [one.line for one in faults]
    assert len(set(told)) == len(told)
    told += [one.line for one in notes]
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    lines = {number for number, line in enumerate(plain, start=1) if line.strip()}
    # A first line of column names is the one that may go.
    assert set(told) <= lines and len(lines - set(told)) <= 1


# What begins as a formula does, or holds an @, is refused by its row, whoever is called so.
_NAMES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20).filter(
    lambda name: not name.startswith(("=", "#")) and "@" not in name
)


@given(st.lists(_NAMES, min_size=1, max_size=20), st.sampled_from(",;\t"))
def test_what_a_table_program_writes_is_read_back(names, delimiter):
    written = io.StringIO()
    rows = csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    for number, name in enumerate(names):
        rows.writerow([name, f"p{number}@example.com", "CA"])
    if delimiter == "," and any(one in written.getvalue() for one in "\t;"):
        return  # which of the two cuts the line is a guess
    people, faults, _notes = read_people(written.getvalue())
    assert [fault for fault in faults if "Give" not in str(fault)] == []
    assert [one.name for one in people] == [name for name in names if not says_nothing(name) and _is_name(name)]


def _is_name(text: str) -> bool:
    return any(letter.isalpha() for letter in text) and not leads_elsewhere(text)


@pytest.mark.parametrize("nothing", ["n/a", "none given", "same as above", "-", "(unknown)"])
def test_what_stands_for_no_name_is_a_fault_of_its_line(nothing):
    people, (fault,), _notes = read_people(f"Kim Reyes, kim@example.com\n{nothing}, lee@example.com\n")
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
    people, faults, _notes = read_people(line, by_name=True)
    assert faults == []
    assert [(one.name, one.email, one.in_california) for one in people] == [person]


def test_by_name_what_is_no_address_is_still_a_fault():
    assert "like name@example.com" in str(read_people("Ines Okafor, ines at home", by_name=True)[1][0])


@pytest.mark.parametrize(
    "text",
    [
        "Name, Email, State, What is wrong, Says now, Should say, Why\n"
        "Ines Okafor, i@example.com, CA, Phone, 1, 2, moved",
        "Should say;Client;State;Why;Field;E-mail;Wrong\n2;Ines Okafor;California;moved;telephone;i@example.com;1",
        "Last name,First name,email,state,what is wrong,correct,reason,current\n"
        "Okafor,Ines,i@example.com,CA,phone,2,moved,1",
        "Ines Okafor\ti@example.com\tCA\tPhone number\t1\t2\tmoved",
    ],
)
def test_what_is_wrong_comes_with_the_person_in_any_order_of_columns(text):
    people, faults, notes = read_people(text, by_name=True, with_items=True)
    assert (faults, notes) == ([], [])
    (one,) = people
    assert (one.name, one.email, one.in_california) == ("Ines Okafor", "i@example.com", "yes")
    assert one.items == ({"field": "phone", "says": "1", "should": "2", "why": "moved"},)


def test_a_person_who_stands_twice_has_another_item_there():
    text = "Name,Email,Field,Should say\nInes,i@example.com,Phone,2\nLee,l@example.com\nines,I@example.com,Name,Inés"
    people, faults, _notes = read_people(text, by_name=True, with_items=True)
    assert faults == []
    assert [(one.name, [item["field"] for item in one.items]) for one in people] == [
        ("Ines", ["phone", "name"]),
        ("Lee", []),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Ines,i@example.com,CA,Shoe size,1,2", "Say what is wrong as one of: Name, Email address"),
        ("Ines,i@example.com,CA,Phone,1", "Write what it should say"),
        ("Ines,i@example.com,CA,,1,2", "Say what is wrong"),
        (f"Ines,i@example.com,CA,Phone,1,{'2' * 501}", "too great length"),
        ("Ines,i@example.com,CA,Phone,1,2,why,more", "at most a name"),
        ("Lee,l@example.com,CA,Phone,1,2", "The same stands in line 1 already"),
        ("Lee,l@example.com,NV,Phone,1,3", "says another state"),
        ("Lee,l@example.com", "stands in line 1 already"),
    ],
)
def test_what_is_wrong_with_an_item_names_its_line(line, words):
    people, faults, _notes = read_people(f"Lee,l@example.com,CA,Phone,1,2\n{line}", by_name=True, with_items=True)
    assert [one.name for one in people] == ["Lee"]
    assert [(one.line, words in str(one)) for one in faults] == [(2, True)]


def test_what_is_not_read_is_named_for_a_person_to_see():
    text = "Clients of Pike & Alvarado\n\nNo.,Name,Matter,,State\n1,Ines,44-1,x,CA\n2,Lee,44-2,,NV"
    people, faults, notes = read_people(text, by_name=True)
    assert faults == []
    assert [(one.line, one.name, one.in_california) for one in people] == [(4, "Ines", "yes"), (5, "Lee", "no")]
    assert [(one.line, one.words) for one in notes] == [
        (1, "This is not read, as it stands above the names of the columns: “Clients of Pike & Alvarado”."),
        (3, "These columns are not read: “Matter”, “column 4”."),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Name,Client,State\nInes,Ines,CA", "Two columns say the same: “Name” and “Client”"),
        ("Ines,i@example.com\nName,Email\nLee,l@example.com", "Take the lines above it out"),
        ("Name,What is wrong\nInes,Phone", "No column says what it should say"),
    ],
)
def test_a_header_that_leaves_doubt_stops_the_list(text, words):
    people, faults, _notes = read_people(text, by_name=True, with_items=True)
    assert people == [] and words in str(faults[0])
