"""The report as HTML and as plain text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as parser

from dsr.disclosures.report import MOST_ROWS_ON_PAGES, render_csv, render_fragment, render_text
from dsr.disclosures.report.facts import checksum
from dsr.disclosures.report.html_and_text import render_html
from tests.dsr.disclosures.samples import CATEGORIES, RECIPIENTS, facts, many

OUTCOMES = {
    "STL_DISCLOSED": "In 2025 we disclosed personal information about our customers to 3 third parties",
    "STL_NONE_DISCLOSED": "We disclosed no personal information to third parties for their direct marketing in 2025.",
    "STL_NONE_TO_LIST": "In 2025 we made no disclosure that California Civil Code § 1798.83 asks us to list.",
    "STL_SAME_BRAND_COUNT": "asks us to list went only to affiliated companies that share our brand name",
}


@pytest.mark.parametrize("render", [render_html, render_fragment, render_text])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_said_and_the_checksum_stands_in_the_document_alone(render, outcome):
    page = " ".join(render(facts(outcome)).split())
    assert OUTCOMES[outcome] in page
    assert (checksum(facts(outcome)) in page) == (render is render_html)
    assert ("may not apply to you" in page) == (outcome == "STL_DISCLOSED")
    assert ("4 affiliated companies" in page) == (outcome in {"STL_SAME_BRAND_COUNT", "STL_NONE_TO_LIST"})


def test_one_third_party_is_spoken_of_as_one():
    assert "to 1 third party for its" in " ".join(render_text(facts(recipients=RECIPIENTS[:1])).split())


def test_the_table_has_scoped_headers_and_every_recipient():
    tree = parser.document_fromstring(render_html(facts()))
    assert tree.get("lang") == "en"
    assert [th.text for th in tree.xpath("//thead//th[@scope='col']")] == [
        "Name",
        "Address",
        "Products or services",
    ]
    assert tree.xpath("//tbody//th[@scope='row']/text()") == [r["name"] for r in RECIPIENTS]
    assert len(tree.xpath("//h1")) == 1
    assert [li.text.strip() for li in tree.xpath("//li")] == [c["words"] for c in CATEGORIES]


def test_the_fragment_fits_a_page_with_a_strict_policy():
    fragment = render_fragment(facts())
    assert not re.search(r"<style|<script|style=|<h1|<html|https?:", fragment)


def test_the_document_asks_nothing_of_other_machines():
    assert not re.search(r"https?:|url\(|@import|<script|<link|<img", render_html(facts()))


def test_markup_in_a_name_stays_text():
    name = "<script>alert(1)</script>"
    assert name not in render_html(facts(recipients=[{"name": name, "address": name, "examples": name}]))


@pytest.mark.parametrize("render", [render_html, render_text])
def test_beyond_the_limit_pages_point_to_the_csv(render):
    page = " ".join(render(facts(recipients=many(MOST_ROWS_ON_PAGES + 1))).split())
    assert "The list has 2,001 names and addresses" in page
    assert "Third Party 00001" not in page
    assert "Third Party 02000" not in page
    assert "Third Party 01999" in render(facts(recipients=many(MOST_ROWS_ON_PAGES)))


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_any_name_stands_in_page_and_text(name):
    recipient = {"name": f"A{name}Z", "address": name, "examples": name}
    tree = parser.document_fromstring(render_html(facts(recipients=[recipient])))
    assert len(tree.xpath("//tbody/tr")) == 1
    shown = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]", "\ufffd", f"A{name}Z")
    assert "".join(tree.xpath("//tbody//th")[0].itertext()).replace("\r", "\n") == shown.replace("\r\n", "\n").replace(
        "\r", "\n"
    )
    assert " ".join(shown.split()) in " ".join(render_text(facts(recipients=[recipient])).split())


BRAND = {"count": 4, "categories": []}
HIDES_SOMETHING = [
    ("STL_NONE_TO_LIST", BRAND, {"same_brand": 2, "excluded": 0}),
    ("STL_NONE_TO_LIST", None, {"same_brand": 0, "excluded": 1}),
    ("STL_NONE_TO_LIST", BRAND, {"same_brand": 1, "excluded": 1}),
    ("STL_DISCLOSED", BRAND, {"same_brand": 1, "excluded": 0}),
    ("STL_DISCLOSED", None, {"same_brand": 0, "excluded": 3}),
    ("STL_SAME_BRAND_COUNT", facts("STL_SAME_BRAND_COUNT")["same_brand"], {"same_brand": 1, "excluded": 1}),
]


@pytest.mark.parametrize("render", [render_html, render_text, lambda given: render_csv(given).decode()])
@pytest.mark.parametrize(("outcome", "brand", "not_listed"), HIDES_SOMETHING)
def test_what_was_disclosed_and_is_not_listed_is_never_denied(render, outcome, brand, not_listed):
    page = " ".join(render(facts(outcome, same_brand=brand, not_listed=not_listed)).split())
    assert "disclosed no personal information" not in page
    spared = "Affiliated companies that share our brand name" in page and "(f)(1)." in page
    assert spared == bool(not_listed["same_brand"])
    assert ("(d) and (e)(2), are not listed" in page) == bool(not_listed["excluded"])
    if brand:
        assert re.search("4 affiliated companies share our brand name|Same-brand companies,4", page)


@pytest.mark.parametrize("brand", [BRAND, facts("STL_SAME_BRAND_COUNT")["same_brand"]])
def test_the_number_of_third_parties_does_not_leave_affiliates_out(brand):
    page = " ".join(render_text(facts(same_brand=brand)).split())
    assert "to the 3 third parties that are listed here, and to one or more affiliated companies" in page
    assert "affiliated" not in render_text(facts())
