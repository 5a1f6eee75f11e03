"""Letters on paper."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsr.disclosures.report import Facts, report_data
from dsr.letters import PaperLetter, render_letter
from tests.dsr.disclosures.samples import LETTER, facts, many
from tests.dsr.formats.pdfs import facts_of, faults, made_on, tags


def _pages(report: Facts) -> dict[str, Any]:
    return {**report_data(report, on_paper=True), "template": "/report/parts.typ"}


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def test_a_letter_is_one_valid_page_with_its_subject_as_title(tmp_path):
    data = render_letter(PaperLetter(**LETTER))
    assert facts_of(data) == (1, LETTER["subject"], "en")
    assert faults(data, tmp_path) == []
    assert render_letter(PaperLetter(**LETTER)) == data
    assert made_on(data) == "2000-01-01"


@pytest.mark.parametrize(
    "outcome", ["STL_DISCLOSED", "STL_NONE_DISCLOSED", "STL_NONE_TO_LIST", "STL_SAME_BRAND_COUNT"]
)
def test_the_report_follows_the_letter_on_its_own_pages(outcome, tmp_path):
    data = render_letter(PaperLetter(**LETTER, report=_pages(facts(outcome))))
    assert faults(data, tmp_path) == []
    assert facts_of(data)[0] >= 2
    assert ("/Table" in tags(data)) == (outcome == "STL_DISCLOSED")


def test_on_paper_every_recipient_is_listed_however_many():
    report = facts("STL_DISCLOSED", recipients=many(2001))
    rows = tags(render_letter(PaperLetter(**LETTER, report=_pages(report)))).count("/TR")
    assert rows >= 2001


def test_a_long_letter_runs_on(tmp_path):
    data = render_letter(PaperLetter(**{**LETTER, "paragraphs": ["Word " * 120] * 20}))
    assert facts_of(data)[0] > 2
    assert faults(data, tmp_path) == []


def test_an_address_without_lines_still_gives_a_letter(tmp_path):
    assert (
        faults(render_letter(PaperLetter(**{**LETTER, "sender_lines": [], "recipient_lines": ["", " "]})), tmp_path)
        == []
    )


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANY, max_size=9), ANY, ANY)
def test_any_words_make_a_letter(tmp_path, lines, subject, paragraph):
    words = {"recipient_lines": lines, "subject": f"A{subject}", "paragraphs": [paragraph]}
    assert faults(render_letter(PaperLetter(**{**LETTER, **words})), tmp_path) == []
