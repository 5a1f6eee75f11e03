"""Lighthouse looks at every public page that an address alone opens; what it finds fault with is told."""

import re

from tests.house.source import files
from tests.lighthouse import PAGES, faults

# What only what somebody did opens, or no page is: an answer, a style, what a machine reads.
_OF_A_STATE = {
    "ask/done/",
    "hand-off/",
    "prove/request/",
    "prove/confirm/",
    "help-me/several/check/",
    "robots.txt",
    "healthz",
}


def test_it_looks_at_every_public_page():
    text = files("portal/public/urls.py")[0].text
    addresses = {
        one for one in re.findall(r'path\("([^"]*)"', text) if "<" not in one and not one.startswith("r/page/")
    }
    assert addresses - _OF_A_STATE == {page[1:] for page in PAGES if "?" not in page and not page.startswith("/ask/")}


def _report(score, audit, snippet=""):
    seo = {"score": score, "auditRefs": [{"id": audit}]}
    sound = {"score": 1, "auditRefs": []}
    crawlable = {"score": 0, "details": {"items": [{"source": {"snippet": snippet}}] if snippet else []}}
    audits = {"is-crawlable": crawlable, "meta-description": {"score": 0}}
    return {"categories": {"accessibility": sound, "best-practices": sound, "seo": seo}, "audits": audits}


def test_what_is_under_a_hundred_is_told_but_for_a_page_that_asks_not_to_be_listed():
    assert faults(_report(0.9, "meta-description")) == ["seo 90: meta-description"]
    assert faults(_report(0.6, "is-crawlable", '<meta name="robots" content="noindex">')) == []
    assert faults(_report(0.6, "is-crawlable")) == ["seo 60: is-crawlable"]
