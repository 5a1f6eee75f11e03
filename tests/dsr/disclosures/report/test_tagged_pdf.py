"""The report as PDF: tagged, valid by machine checks, the same bytes for the same facts, whatever the names."""

import hashlib
import json
import os
import subprocess
import sys
from typing import get_args

import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsr.disclosures.report import MOST_ROWS_ON_PAGES, render_pdf
from dsr.disclosures.report.facts import Outcome
from tests.dsr.disclosures.samples import RECIPIENTS, facts, many
from tests.dsr.formats.pdfs import facts_of, faults, made_on, tags

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_WHOLE = "Who received personal information for direct marketing in 2025"
# Nobody has said that the year is complete: the title claims no more than the day.
_TITLES = {
    "STL_AS_OF": "What is known as of January 29, 2026: who received personal information for direct marketing in 2025"
}
RENDER = """
import sys, json, hashlib, django
django.setup()
from dsr.disclosures.report.tagged_pdf import render_pdf
print(hashlib.sha256(render_pdf(json.load(sys.stdin))).hexdigest())
"""


def one(name: str) -> list[dict[str, str]]:
    return [{"name": name, "address": name, "examples": name}]


@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_every_outcome_is_a_valid_document(outcome, tmp_path):
    data = render_pdf(facts(outcome))
    assert faults(data, tmp_path) == []
    assert facts_of(data)[1:] == (_TITLES.get(outcome, _WHOLE), "en")


def test_the_validation_sees_an_untagged_document(tmp_path):
    import typst

    assert faults(typst.compile(b"Hello", pdf_tags=False), tmp_path)


def test_the_table_is_tagged_row_by_row():
    found = tags(render_pdf(facts()))
    assert found.count("/Table") == 1
    assert found.count("/TR") == len(RECIPIENTS) + 1
    assert found.count("/TH") == 3
    assert found.count("/TD") == 9
    assert found.count("/H1") == 1


def test_the_column_of_examples_is_left_out_when_no_one_has_any():
    assert tags(render_pdf(facts(recipients=many(2)))).count("/TH") == 2


def test_two_thousand_recipients_are_listed_in_one_valid_table(tmp_path):
    data = render_pdf(facts(recipients=many(MOST_ROWS_ON_PAGES)))
    assert tags(data).count("/TR") == MOST_ROWS_ON_PAGES + 1
    assert tags(data).count("/Table") == 1
    assert facts_of(data)[0] > 50
    assert faults(data, tmp_path) == []


def test_beyond_that_the_pages_carry_a_summary(tmp_path):
    data = render_pdf(facts(recipients=many(MOST_ROWS_ON_PAGES + 1)))
    assert "/Table" not in tags(data)
    assert facts_of(data)[0] <= 2
    assert faults(data, tmp_path) == []


def test_the_same_facts_give_the_same_bytes_in_another_process():
    def elsewhere(seed: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", RENDER],
            input=json.dumps(facts()),
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"},
            cwd=django_settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()

    assert elsewhere("1") == elsewhere("2") == hashlib.sha256(render_pdf(facts())).hexdigest()
    assert render_pdf(facts(year=2024)) != render_pdf(facts())
    assert made_on(render_pdf(facts())) == "2026-01-01"


@pytest.mark.parametrize(
    "name",
    ["张伟贸易", "株式会社山田", "김민준", "شركة النور", "חברה בע״מ", "บริษัท ไทย", "क्षितिज", "😀 Toys", "Zoë Ångström"],
)
def test_names_in_many_scripts_are_printed_as_they_are(name, tmp_path):
    data = render_pdf(facts(recipients=one(name)))
    assert faults(data, tmp_path) == []
    # Nothing was replaced, so the page has as many paragraphs as with a plain name.
    assert tags(data).count("/P") == tags(render_pdf(facts(recipients=one("Plain")))).count("/P")


def test_a_replaced_character_is_noted(tmp_path):
    data = render_pdf(facts(recipients=one("\U00013000 Papyrus \x00 \ufeff\ue000")))
    assert faults(data, tmp_path) == []
    assert tags(data).count("/P") == tags(render_pdf(facts(recipients=one("Plain")))).count("/P") + 1


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.fixed_dictionaries({"name": ANY, "address": ANY, "examples": ANY}), min_size=8, max_size=30))
def test_any_name_compiles_and_keeps_its_row(tmp_path, recipients):
    data = render_pdf(facts(recipients=recipients))
    assert tags(data).count("/TR") == len(recipients) + 1
    assert faults(data, tmp_path) == []
