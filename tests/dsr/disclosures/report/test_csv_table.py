"""The CSV: every recipient, exactly named, and nothing that a spreadsheet would run."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.disclosures.report import render_csv
from dsr.disclosures.report.facts import checksum
from tests.dsr.disclosures.samples import CATEGORIES, RECIPIENTS, facts, many

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
rows = st.lists(st.fixed_dictionaries({"name": names, "address": names, "examples": names}), min_size=1)


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def third_parties(data: bytes) -> list[list[str]]:
    return [row for row in read(data) if row[0] == "Third party"]


def test_the_table_names_its_columns_and_holds_everything():
    table = read(render_csv(facts()))
    assert table[0] == ["This row is", "Name", "Address", "Products or services", "Law"]
    assert [row[1] for row in table if row[0] == "Kind of information"] == [c["words"] for c in CATEGORIES]
    assert [row[1:4] for row in table if row[0] == "Third party"] == [list(r.values()) for r in RECIPIENTS]
    assert table[-1][:2] == ["Checksum of the facts (SHA-256)", checksum(facts())]


def test_it_begins_with_a_byte_order_mark_and_ends_lines_with_crlf():
    data = render_csv(facts("STL_NONE_DISCLOSED", business={"name": "A", "postal_address": "B", "contact": "C"}))
    assert data.startswith(b"\xef\xbb\xbfThis row is,")
    assert data.count(b"\n") == data.count(b"\r\n") == len(read(data))


def test_same_brand_companies_are_counted():
    table = read(render_csv(facts("STL_SAME_BRAND_COUNT")))
    assert ["Same-brand companies", "4", "", "", "Cal. Civ. Code § 1798.83(f)(3)"] in table
    assert [row[1] for row in table if row[0] == "Kind of information, same brand"] == ["Telephone number."]


def test_all_recipients_are_listed_however_many():
    assert len(third_parties(render_csv(facts(recipients=many(2500))))) == 2500


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", '=HYPERLINK("x")', "＝1"])
def test_a_name_is_never_a_formula(name):
    recipient = {"name": name, "address": name, "examples": name}
    assert third_parties(render_csv(facts(recipients=[recipient])))[0][1:4] == ["'" + name] * 3


@given(rows)
def test_no_row_is_lost_and_no_name_is_changed(recipients):
    found = third_parties(render_csv(facts(recipients=recipients)))
    assert [[cell.removeprefix("'") for cell in row[1:4]] for row in found] == [
        [one[key].removeprefix("'") for key in ("name", "address", "examples")] for one in recipients
    ]
    assert not [cell for row in found for cell in row if cell[:1] in set("=+-@\t\r\n")]
