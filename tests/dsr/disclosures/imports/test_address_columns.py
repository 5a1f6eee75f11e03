"""One envelope from columns in any order; never two addresses in one, and nothing of it lost in silence."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.disclosures.imports import address_columns, looks_like_part
from dsr.disclosures.imports.cells import BadCell
from dsr.disclosures.imports.columns import Ambiguous
from dsr.formats.placeholders import is_no_place

ROW = {
    "Address": "1 Sample Street",
    "AddressLine2": "Suite 5",
    "City": "Fresno",
    "State": "CA",
    "ZipCode": "93701",
    "Country": "United States",
}
ENVELOPE = "1 Sample Street\nSuite 5\nFresno, CA 93701\nUnited States"


def _joined(row: dict[str, str]) -> str:
    header = list(row)
    numbers = address_columns.find_address(header, range(len(header)))
    return address_columns.join_address([header[at] for at in numbers], [row[header[at]] for at in numbers])


def _found(header: list[str]) -> list[str]:
    return [header[number] for number in address_columns.find_address(header, range(len(header)))]


def test_the_order_of_the_columns_makes_no_difference():
    assert {_joined(dict(order)) for order in permutations(ROW.items())} == {ENVELOPE}


@pytest.mark.parametrize("code", ["Zip", "ZIP", "ZIP Code", "Zip_Code", "Postcode", "PostalCode", "zipCode"])
@pytest.mark.parametrize("city", ["City", "Town", "City/Town", "Locality"])
@pytest.mark.parametrize("state", ["State", "Province", "State/Province"])
def test_each_part_is_known_by_its_usual_names(code, city, state):
    row = {state: "CA", code: "93701", "Street Address": "1 Sample Street", city: "Fresno", "Name": "Bluebird"}
    assert _joined(row) == "1 Sample Street\nFresno, CA 93701"


@pytest.mark.parametrize("which", ["Mailing", "Physical", "Business", "Headquarters", "Company"])
def test_a_word_before_each_part_belongs_to_it(which):
    row = {f"{which} {part}": said for part, said in ROW.items()}
    assert _joined(row) == ENVELOPE
    assert _found(["Name", "Mailing Address", "City", "Zip"]) == ["Mailing Address", "City", "Zip"]


@pytest.mark.parametrize(
    "header",
    [
        ["Name", "Physical Address", "Mailing Address"],
        ["Address", "Mailing Address"],
        ["Address", "Street"],
        ["Physical Address", "Mailing City"],
        ["Address", "City", "Town"],
        ["Zip", "Postal Code", "Address"],
        ["Address", "Address"],
    ],
)
def test_what_may_be_two_addresses_is_asked(header):
    with pytest.raises(Ambiguous, match=r"more than one postal address.*--map COLUMN=postal_address"):
        _found(header)


def test_a_county_belongs_to_an_address_that_has_no_state():
    row = {"County": "Kerry", "Postcode": "V92 X", "Town": "Tralee", "Address": "1 Mall", "Country": "Ireland"}
    assert _joined(row) == "1 Mall\nTralee\nKerry\nV92 X\nIreland"
    assert _joined({**ROW, "County": "Fresno"}) == ENVELOPE


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ({"City": "Fresno", "ZipCode": "93701"}, "Fresno 93701"),
        ({"City": "Fresno, CA", "ZipCode": "93701"}, "Fresno, CA 93701"),
        ({"ZipCode": "10969", "City": "Berlin", "Country": "Germany"}, "Berlin 10969\nGermany"),
        ({"City": "London", "ZipCode": "SW1A 1AA", "Country": "UK"}, "London\nSW1A 1AA\nUK"),
        ({"City": "Oslo", "County": "Oslo fylke", "ZipCode": "0150"}, "Oslo 0150\nOslo fylke"),
        ({"ZipCode": "93701"}, "93701"),
    ],
    ids=str,
)
def test_a_code_without_a_state_stands_where_mail_is_sorted_by_it(row, place):
    assert _joined({**row, "Address": "1 Sample Street"}) == f"1 Sample Street\n{place}"
    whole = "1 Sample Street, Fresno, CA 93701"
    assert _joined({"Address": whole, "City": "Fresno", "ZipCode": "93701"}) == "1 Sample Street\nFresno, CA 93701"


def test_what_stands_for_nothing_is_no_line():
    assert _joined({**ROW, "AddressLine2": "n/a"}) == ENVELOPE.replace("Suite 5\n", "")
    assert not _joined(dict.fromkeys(ROW, "-")).strip()
    assert not _joined({**dict.fromkeys(ROW, ""), "Country": "NA"}).strip()


@pytest.mark.parametrize("nothing", ["", "n/a", "none given", "0", "xxx", "same as above"])
def test_a_place_without_a_street_is_no_address(nothing):
    assert _joined({**ROW, "Address": nothing, "AddressLine2": nothing}) == ""


def test_what_stands_in_one_column_is_not_said_again():
    whole = {**ROW, "Address": "1 Sample Street, Suite 5, Fresno, CA 93701"}
    assert _joined({**whole, "AddressLine2": ""}) == ENVELOPE
    assert _joined({**ROW, "Address": "1 Sample Street\nSuite 5"}) == ENVELOPE


@pytest.mark.parametrize("code", ["6511", "93701.0", "501"])
def test_a_zip_code_that_a_spreadsheet_cut_is_refused(code):
    with pytest.raises(BadCell, match="not a ZIP Code"):
        _joined({**ROW, "ZipCode": code})
    with pytest.raises(BadCell, match="not a ZIP Code"):
        _joined({**ROW, "ZipCode": code, "State": ""})
    with pytest.raises(BadCell, match="not a ZIP Code"):
        _joined({**ROW, "ZipCode": code, "State": "California", "Country": ""})
    assert "5000" in _joined({**ROW, "ZipCode": "5000", "State": "SA", "Country": "Australia"})


def test_namibia_and_nothing_are_told_apart():
    with pytest.raises(BadCell, match="Namibia"):
        _joined({**ROW, "Country": "NA"})


@pytest.mark.parametrize("header", ["Address (old)", "P.O. Box", "Attn", "City of origin?", "Region", "Address 4"])
def test_what_may_belong_to_the_address_is_said(header):
    assert _found(["Name", header]) == []
    assert looks_like_part(header) or header == "City of origin?"


@pytest.mark.parametrize("header", ["Email address", "IP address", "Web Address", "State of incorporation", "Status"])
def test_what_is_no_part_of_an_address_is_left_alone(header):
    assert _found([header]) == []
    assert not looks_like_part(header)


_CELLS = st.text(alphabet="aB1 ,-/n", max_size=8)


@given(st.dictionaries(st.sampled_from(list(ROW)), _CELLS))
def test_every_word_of_every_cell_reaches_the_envelope_and_none_is_invented(row):
    try:
        envelope = _joined(row)
    except BadCell:
        return
    said = {word for cell in row.values() if not is_no_place(cell) for word in cell.replace(",", " ").split()}
    if is_no_place(row.get("Address", "")) and is_no_place(row.get("AddressLine2", "")):
        assert envelope.strip() == ""
        return
    there = set(envelope.replace(",", " ").split())
    assert there <= said
    assert {word.casefold() for word in said} <= {word.casefold() for word in there} | {"-", "/", "--"}
