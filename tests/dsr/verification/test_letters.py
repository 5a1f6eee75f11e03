"""The kinds that ask for proof, with their own letters: each link that goes out opens its request."""

import re

import pytest

from dsr import documents, letters, verification
from dsr.kinds import base
from dsr.models import Case, Letter, Verification
from tests.given import a_business, a_case, drain
from tests.given_documents import a_pdf
from tests.given_proof import again, matches

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]

ASK = sorted(kind.code for kind in base.every() if kind.proof is not None)


def letters_of(case: Case) -> list[str]:
    return [letters.body_of(letter)["text"] for letter in Letter.objects.filter(case=case).order_by("pk")]


def links_in(text: str) -> list[str]:
    return re.findall(r"/prove/([\w-]{20,})/", text)


def received(kind: str, **changes: object) -> Case:
    business = a_business()
    business.is_ccpa_business = True
    business.save()
    wrong = [{"field": "phone", "should": "(559) 555-0199"}] if base.get(kind).items else []
    case = a_case(kind=kind, items=wrong, **changes)
    drain()
    case.refresh_from_db()
    return case


@pytest.mark.parametrize("kind", ASK)
def test_the_acknowledgement_the_reminder_and_the_fresh_letter_carry_links_that_open_it(kind):
    case = received(kind, answers={"ca_resident": "no"})
    verification.remind_requester(case.pk)
    verification.want_fresh_link(case.pk)
    drain()
    texts = letters_of(case)
    assert len(texts) == 3
    for text in texts:
        (token,) = links_in(text)
        found = verification.find_secret(verification.FOR_PROOF, token)
        assert found and found.is_live and found.secret.target == case.pk
        assert re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", text)


def by_another(acts_as: str, **changes: object) -> str:
    """The acknowledgement to who acts for Dana."""
    parties = {"subject": {"name": "Dana Whitlow"}, "requester": {"name": "Kim Agent", "email": "kim@agents.example"}}
    answers = {"acts_as": acts_as, **changes.pop("answers", {})}
    return letters_of(received("deletion", is_for_another=True, parties=parties, answers=answers, **changes))[0]


@pytest.mark.parametrize(
    ("acts_as", "asks"),
    [
        ("agent", "send us a copy of the signed permission of each person"),
        ("", "send us a copy of the signed permission of each person"),
        ("attorney", "send us a copy of the power of attorney"),
    ],
)
def test_who_acts_for_another_is_asked_for_the_permission_at_once_and_told_how_to_send_it(acts_as, asks):
    text = by_another(acts_as)
    assert asks in text
    assert "Reply to this email with a PDF" in text
    assert "Or write to us that you hold it" in text


def test_nobody_is_asked_for_a_permission_that_is_stated_attached_or_not_theirs_to_show():
    assert "send us a copy" not in by_another("agent", answers={"permission_stated": "yes"})
    paper = documents.check("permission", "signed.pdf", a_pdf())
    assert "send us a copy" not in by_another("agent", documents=[paper])
    assert "send us a copy" not in by_another("parent")
    assert "send us a copy" not in letters_of(received("deletion", answers={}))[0]


@pytest.mark.parametrize("kind", ASK)
def test_no_proof_is_answered_by_the_kinds_own_letters(kind, frozen):
    case = received(kind, answers={"ca_resident": "no"})
    Verification.objects.filter(case=case).update(ends_on="2026-03-10")
    assert verification.end_proof(case.pk)
    case = again(case)
    assert case.outcome == base.get(kind).proof.not_verified
    assert Letter.objects.get(case=case, is_response=True)


def test_one_form_two_requests_one_link():
    case = received("account-deletion", answers={"ca_resident": "yes", "extent": "all"})
    other = Case.objects.get(opened_by=case)
    assert other.state == case.state == "verifying"
    ((first,), (second,)) = (letters_of(case), letters_of(other))
    assert first == second, "one letter about both, in the record of each"
    assert len(links_in(first)) == 1
    assert "One press confirms each that asks for it" in second
    found = verification.find_secret(verification.FOR_PROOF, links_in(first)[0])
    assert found and verification.prove(found.secret, {})
    assert again(case).verified_level == again(other).verified_level == "reasonable"


ON_PAPER = {
    **{"channel": "mail", "came_to": None, "delivery": "mail"},
    "parties": {
        "subject": {"name": "Dana Whitlow"},
        "requester": {"name": "Dana Whitlow", "postal": "7 Sample Street\nFresno, CA 93701"},
    },
}


def test_two_requests_on_one_sheet_ask_for_the_code():
    case = received("account-deletion", answers={"ca_resident": "yes", "extent": "all"}, **ON_PAPER)
    (text,) = letters_of(case)
    asked = text.index("Please confirm these requests: go to http")
    assert asked < text.index("You can do this up to") < text.index("received these requests from you")
    assert "It confirms each that asks for it." in text and "without the link" not in text


def test_on_paper_only_the_code_is_carried():
    case = received("deletion", answers={}, **ON_PAPER)
    (text,) = letters_of(case)
    asked = text.index("Please confirm your request: go to http")
    assert asked < text.index("You can do this up to"), "the ask first, then until when"
    assert "without the link" not in text and text.count("/prove/") == 1
    (code,) = re.findall(r"type this code: ([2-9A-Z]{4}-[2-9A-Z]{4})", text)
    assert links_in(text) == [] and "/prove/" in text
    assert verification.enter_code(case.reference, code)
