"""A look at a letter on paper: nothing is printed before, and a long list is cut, which the page says."""

import io

import pytest
from pypdf import PdfReader

from dsr import disclosures, letters, review
from dsr.letters import letter_look
from dsr.models import Compilation
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
PAPER = {
    "subject": {"name": "Dana Whitlow"},
    "requester": {"name": "Dana Whitlow", "postal": "9 Elm Court\nChico, CA 95926"},
}


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("most", [3, 500])
def test_a_look_cuts_a_long_list_and_says_so_and_the_letter_lists_all(monkeypatch, most):
    monkeypatch.setattr(letter_look, "MOST_LISTED_IN_LOOK", most)
    case = given.in_review(business=given.a_ledger(recipients=5), parties=PAPER, delivery="mail")
    compilation = Compilation.objects.get()
    found = review.draft(case, "STL_DISCLOSED", compilation)
    assert found.composed is not None and found.composed.paper is None  # no page waits for what nobody asked to see
    look = text_of(letters.print_look(case, found.composed))
    names = [one["name"] for one in (disclosures.report_paper_data(compilation) or {})["recipients"]]
    assert len(names) == 5
    assert [name for name in names if name in look] == names[:most]
    assert ("Here stand the first 3 of 5 companies" in look) is (most == 3)
    case.outcome = "STL_DISCLOSED"
    letter = letters.compose(case, found.composed.name, compilation=compilation)
    assert letter.body() | {"to": ""} == found.composed.body() | {"to": ""}
    whole = text_of(bytes(letter.paper or b""))
    assert [name for name in names if name in whole] == names
    assert "a look at the letter" not in whole
