"""Where a table stacks on a narrow screen its head is not seen: each cell says its column."""

import re

import pytest

from tests.house.source import REPOSITORY

_DESK = REPOSITORY / "templates/staff"
_TABLE = re.compile(r'<table class="stacks">.*?</table>', re.DOTALL)
_BARE = re.compile(r"<td(?![^>]*data-label)[^>]*>(.{0,40})")
# A box to tick and a link to go on by name themselves.
_SPEAKS = re.compile(r'<label><input type="checkbox"|<a href="')


@pytest.mark.parametrize(
    "name",
    [
        *("evidence/evidence.html", "holds/hold.html", "holds/parts/table.html", "oversight/measure.html"),
        *("restored_copy/restored_copy.html", "retention/record_periods.html"),
    ],
)
def test_each_cell_names_its_column(name: str) -> None:
    tables = _TABLE.findall((_DESK / name).read_text())
    bare = [said for table in tables for said in _BARE.findall(table) if not _SPEAKS.match(said)]
    assert tables and bare == []
