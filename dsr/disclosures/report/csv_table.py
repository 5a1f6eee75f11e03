"""The report as a CSV table: the one form that always lists every recipient, with its exact name."""

import csv
import io

from django.utils import translation
from django.utils.translation import gettext as _

from dsr.disclosures.report.facts import Category, Facts, check_facts, checksum
from dsr.disclosures.report.wording import words

# A spreadsheet runs a cell that begins like this as a formula; in some of them the wide forms count too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def render_csv(facts: Facts) -> bytes:
    """Give one rectangular table (RFC 4180: commas, CRLF, quotes doubled) in UTF-8 with a byte order mark.

    Five columns: what the row is, name, address, products or services, law. The first row names them. Then
    come, each named in the first column: the business (its contact in the fourth column), the year, the
    statement, the version of the record, the day through which it was checked or as of which it is, a note on
    each sort of disclosure that is not listed; one row a category (its words as the name); where there are any,
    the number of same-brand companies and one row for each of their categories; one row a third party; and last
    the checksum of the facts. A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """
    check_facts(facts)
    with translation.override(facts["language"]):
        rows = _rows(facts)
    sheet = io.StringIO(newline="")
    csv.writer(sheet, lineterminator="\r\n").writerows([_harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + sheet.getvalue().encode()


def _rows(facts: Facts) -> list[list[str]]:
    said, business, brand = words(facts), facts["business"], facts["same_brand"]
    rows = [
        [_("This row is"), *said["columns"], _("Law")],
        [_("Business"), business["name"], business["postal_address"], business["contact"], ""],
        [_("Year"), str(facts["year"]), "", "", "Cal. Civ. Code § 1798.83(a)"],
        [_("Statement"), said["statement"], "", "", ""],
        [_("Version of the record"), str(facts["ledger_version"]), "", "", ""],
        [*_known(facts), "", "", ""],
    ]
    rows += [[_("Note"), note, "", "", ""] for note in said["left_out"]]
    rows += _categories(_("Kind of information"), facts["categories"])
    if brand:
        rows.append([_("Same-brand companies"), str(brand["count"]), "", "", "Cal. Civ. Code § 1798.83(f)(3)"])
        rows += _categories(_("Kind of information, same brand"), brand["categories"])
    for one in facts["recipients"]:
        cite = "Cal. Civ. Code § 1798.83(a)(2)"
        rows.append([_("Third party"), one["name"], one["address"], one["examples"], cite])
    return [*rows, [_("Checksum of the facts (SHA-256)"), checksum(facts), "", "", ""]]


def _known(facts: Facts) -> tuple[str, str]:
    if facts["complete"]:
        return _("Checked through"), facts["complete"]["checked_through"]
    return _("As of, not complete"), facts["as_of"] or ""


def _categories(row_is: str, categories: list[Category]) -> list[list[str]]:
    return [[row_is, category["words"], "", "", category["cite"]] for category in categories]


def _harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell
