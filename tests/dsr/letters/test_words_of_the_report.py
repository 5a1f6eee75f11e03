"""What a letter says of the report that it carries agrees with the report, whatever was disclosed and however long."""

from datetime import date
from typing import Any

import pytest

from dsr import disclosures, letters
from dsr.disclosures.report import MOST_ROWS_ON_PAGES
from dsr.kinds import base
from dsr.models import Case, Compilation, Disclosure, Recipient
from dsr.models.compilation import CompilationState
from tests.given import a_business, a_ledger, a_statement, in_review

pytestmark = pytest.mark.django_db
DENIES = ("disclosed no personal information", "disclosed nothing")


def _row(key: str, *, same_brand: bool = False, **fields: Any) -> None:
    business = a_business()
    who = {"name": key.title(), "postal_address": "1 Sample Road\nReno, NV 89501", "name_reveals_business": True}
    disclosures.put_row(business, Recipient, key, {**who, "is_affiliate": same_brand, "is_same_brand": same_brand})
    year = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}
    disclosures.put_row(business, Disclosure, key, {"recipient_key": key, "categories": ["i"], **year, **fields})


def _publish() -> None:
    disclosures.publish_draft(disclosures.begin_draft(a_business()), None)
    a_statement(a_business())


def _response(case: Case | None = None) -> tuple[str, letters.ComposedLetter]:
    case = case or in_review()
    report = disclosures.request_compilation(case, "shine-the-light")
    assert report.state == CompilationState.DONE, report.gaps
    case.outcome = report.outcome
    letter = base.get(case.kind).outcome(report.outcome).letter_to(case)
    return report.outcome, letters.compose(case, letter, compilation=report)


def _said(letter: letters.ComposedLetter) -> str:
    return " ".join(f"{letter.subject} {letter.text}".split())


ADS = {"purpose": "Online advertising", "exclusion": "E2_OTHER_CHANNEL", "passes_on": "no"}


@pytest.mark.parametrize(
    ("rows", "outcome", "tells"),
    [
        ([{}], "STL_DISCLOSED", []),
        ([{"same_brand": True, "categories": ["i", "ii"]}], "STL_NONE_TO_LIST", ["spared"]),
        ([{"exclusion": "D1A"}], "STL_NONE_TO_LIST", ["excluded"]),
        ([ADS], "STL_NONE_TO_LIST", ["excluded"]),
        ([ADS, {"same_brand": True}], "STL_NONE_TO_LIST", ["spared", "excluded"]),
        ([{"same_brand": True, "categories": ["xvi"]}], "STL_SAME_BRAND_COUNT", []),
        ([{"same_brand": True, "categories": ["xvi", "i"]}, ADS], "STL_SAME_BRAND_COUNT", ["spared", "excluded"]),
        ([{}, {"same_brand": True}], "STL_DISCLOSED", ["spared", "counted"]),
        ([{}, {"same_brand": True, "categories": ["xvi"]}], "STL_DISCLOSED", ["counted"]),
        ([{}, ADS], "STL_DISCLOSED", ["excluded"]),
    ],
)
def test_no_letter_denies_what_was_disclosed_and_need_not_be_listed(frozen, rows, outcome, tells):
    for number, fields in enumerate(rows):
        _row(f"company-{number}", **fields)
    _publish()
    came_to, letter = _response()
    assert came_to == outcome
    sentences = {
        "spared": "received kinds of personal information that the law does not ask us to list",
        "excluded": "does not count as disclosures for the direct marketing of third parties are not listed",
        "counted": "all of them follow, except affiliated companies that share our brand name",
    }
    for said in (_said(letter), " ".join(letter.html.split())):
        assert not [words for words in DENIES if words in said]
        assert [name for name, words in sentences.items() if words in said] == tells


def test_only_an_empty_year_is_told_as_nothing_disclosed(frozen):
    _row("alder", period_start=date(2019, 1, 1), period_end=date(2019, 1, 1))
    _publish()
    outcome, letter = _response()
    assert outcome == "STL_NONE_DISCLOSED"
    assert "In 2025 we disclosed no personal information" in _said(letter)


@pytest.mark.parametrize("same_brand", [False, True])
def test_a_list_too_long_for_pages_is_said_to_be_in_the_file_that_travels_with_it(frozen, same_brand):
    a_ledger(recipients=MOST_ROWS_ON_PAGES + 1)
    if same_brand:
        _row("own", same_brand=True)
        _publish()
    _outcome, letter = _response()
    report = Compilation.objects.get(pk=letter.compilation_id)
    (name,) = [file for file, _content, mime in disclosures.report_files(report) if mime == "text/csv"]
    for said in (_said(letter), " ".join(letter.html.split())):
        assert f"file {name} that comes with this email" in said
        assert "all of them follow" not in said
        assert ("leaves out affiliated companies" in said) == same_brand
    on_paper = disclosures.report_letter_words(report, on_paper=True)
    assert "list_file" not in on_paper, "all of it stands behind a letter on paper, and no file travels with it"
