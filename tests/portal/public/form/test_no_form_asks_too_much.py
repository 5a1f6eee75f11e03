"""Every form of every kind, at every set-up, as a visitor gets it: none asks for what its kind may not ask."""

import itertools
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from dsr import verification
from dsr.kinds import base
from dsr.law.verification import FORBIDDEN_POINTS, POINTS, Level
from dsr.models import Business, Case, Verification, VerificationRule
from dsr.verification import FOR_PROOF
from tests import given
from tests.given_corrections import WRONG_PHONE
from tests.portal.public.answers import a_business_of_every_kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

_WHO = {"for_whom", "subject_name", "requester_name", "acts_as", "subject_email"}
_WHERE = {"delivery", "email", "postal", "email_with_us"}
_PERMISSION = {"permission", "permission_stated"}  # Cal. Code Regs. tit. 11, § 7063(a)
_ITEM = {f"item{n}_{part}" for n in (1, 2, 3) for part in ("field", "says", "should", "why")}
# What each kind may ask, beside points to match: (names, why so much and no more). A new kind says so here too.
MAY_ASK: dict[str, tuple[set[str], str]] = {
    "unsubscribe": ({"email", "lists"}, "16 C.F.R. § 316.5: the address and the preferences, nothing else"),
    "opt-out": (
        {"stops", "delivery", "email", "postal"},
        "Cal. Code Regs. tit. 11, § 7026(d): only what is needed to apply it; no proof, no account (Honda, Ford)",
    ),
    "shine-the-light": (
        (_WHO | _WHERE | {"organization", "ca_resident", "household", "hint"}) - {"acts_as", "subject_email"},
        "Cal. Civ. Code § 1798.83: a customer who lives in California, about personal or household dealings",
    ),
    "deletion": (
        _WHO | _WHERE | _PERMISSION | {"ca_resident", "extent", "portions", "hint"},
        "Cal. Code Regs. tit. 11, §§ 7020, 7022(h), 7063",
    ),
    "account-deletion": (_WHO | _WHERE | _PERMISSION | {"ca_resident", "extent", "hint"}, "our own policy"),
    "correction": (
        _WHO | _WHERE | _PERMISSION | _ITEM | {"ca_resident", "more2", "more3", "evidence", "delete_instead"},
        "Cal. Code Regs. tit. 11, § 7023(b), (d), (e)",
    ),
    "child": (
        {"delivery", "email", "postal", "found_by", "child_email", "account", "relation", "how_known"},
        "16 C.F.R. § 312.6(a): not unduly burdensome; parenthood is shown only before anything is told",
    ),
    "complaint": (_WHO | _WHERE | {"text"}, "Cal. Civ. Code § 1798.130(a)(6)"),
}
_TECHNICAL = {
    "csrfmiddlewaretoken",
    "submission",
    "subject_line",
    "do",
    "place",
    "signature",
    "agrees",
    "wish",
    "go",
    "by",
}
# No form asks for these by any name: a password, a phone number as a must, an account, a card.
_NEVER = re.compile("password|passport|ssn|social|license|card|account_new|birth_date|otp|phone_required")
KINDS = sorted(kind.code for kind in base.every())


@pytest.fixture(autouse=True)
def business(db) -> Business:
    cache.clear()
    return a_business_of_every_kind()


def asked(page: str) -> set[str]:
    """The names of all fields of a page's forms."""
    tags = re.findall(r"<(?:input|textarea|select)\b[^>]*>", page)
    return {name for tag in tags for name in re.findall(r'\bname="([^"]+)"', tag)} - _TECHNICAL


def points_in(names: set[str]) -> set[str]:
    return {name for name in names if name.startswith("point_")}


def rules_of(code: str) -> list[tuple[str, list[str]]]:
    """Every level, with few, many and forbidden points: also rules that somebody wrote past the checks."""
    every = [point.name for point in POINTS]
    points = ([], ["email", "name"], every, ["ssn", "passport", "email"])
    return list(itertools.product([level.value for level in Level], points))


def test_each_kind_says_what_it_may_ask() -> None:
    assert set(MAY_ASK) == set(KINDS)


def _address(kind: base.Kind) -> str:
    return kind.page.own_address or f"/ask/{kind.code}/"


@pytest.mark.parametrize("code", KINDS)
def test_the_form_of_a_kind_asks_no_more_than_it_may_whatever_the_set_up_says(business, code):
    kind = base.get(code)
    may, _why = MAY_ASK[code]
    rule = VerificationRule.objects.create(business=business, kind=code, level="none")
    for level, points in rules_of(code):
        VerificationRule.objects.filter(pk=rule.pk).update(level=level, points=points)
        names = asked(Client().get(_address(kind)).content.decode())
        assert names, "the form is there"
        assert names - may - points_in(names) == set(), (level, points)
        most = kind.proof_bounds.most.points
        assert len(points_in(names)) <= (most + 1 if most else 0), (level, points)
        assert not points_in(names) & {f"point_{name}" for name in FORBIDDEN_POINTS}


@pytest.mark.parametrize("code", KINDS)
def test_no_form_asks_for_a_password_a_paper_or_a_new_account(code):
    kind = base.get(code)
    page = Client().get(_address(kind)).content.decode()
    assert 'type="password"' not in page and "captcha" not in page.lower()
    assert [name for name in asked(page) if _NEVER.search(name)] == []
    files = {q.goes_to for q in kind.questions if q.widget == "documents"}
    assert files <= {"documents.evidence", "documents.permission", "documents.identity"}
    assert all(not q.is_required for q in kind.questions if q.widget == "documents"), "no paper is a must"
    if kind.proof is None and not kind.entitlement:
        assert not files


def _proving(code: str, level: Level, points: list[str], business: Business) -> Case:
    VerificationRule.objects.update_or_create(
        business=business, kind=code, defaults={"level": level.value, "points": points}
    )
    wrong = [WRONG_PHONE] if base.get(code).items else []
    return given.in_review(kind=code, business=business, items=wrong, answers={"ca_resident": "yes"})


PROVED = [code for code in KINDS if base.get(code).proof is not None]


@pytest.mark.parametrize("code", PROVED)
def test_the_page_behind_a_link_asks_only_for_points_and_a_signature(business, code):
    bounds = base.get(code).proof_bounds
    for level in (Level.EMAIL, Level.REASONABLE, Level.HIGH):
        case = _proving(code, level, ["email", "name", "zip", "order"], business)
        row = Verification.objects.get(case=case)
        assert Level(row.level).rank <= bounds.most.rank, "a rule beyond the law is not followed"
        drawn = verification.draw_secret()
        verification.keep_secret(FOR_PROOF, case.pk, drawn, timedelta(days=1))
        page = Client().get(f"/prove/{drawn.token}/").content.decode()
        names = asked(page)
        assert names == points_in(names)
        assert len(names) <= Level(row.level).points + 1
        assert ('name="signature"' in page) == (Level(row.level) is Level.HIGH)


@pytest.mark.parametrize("pair", list(itertools.combinations(KINDS, 2)), ids=" and ".join)
def test_two_things_at_once_ask_for_nothing_that_one_of_them_may_not(pair):
    page = Client().get("/help-me/several/?" + "&".join(f"wish={code}" for code in pair), follow=True)
    names = asked(page.content.decode())
    wished = [base.get(code) for code in pair if base.get(code).page.wish]
    step = [kind for kind in wished if kind.proof is None and kind.automatic_grant] or wished
    may = set().union(*(MAY_ASK[kind.code][0] for kind in step)) if step else set()
    ours = {f"{name}_{kind.code.replace('-', '_')}" for kind in step for name in MAY_ASK[kind.code][0]}
    assert names - may - ours - points_in(names) == set()


def test_a_field_too_many_is_found(business, monkeypatch):
    kind = base.get("opt-out")
    extra = base.Question(name="phone", label="Phone", goes_to="requester.phone")
    monkeypatch.setitem(base._kinds, "opt-out", _with(kind, extra))
    with pytest.raises(AssertionError):
        test_the_form_of_a_kind_asks_no_more_than_it_may_whatever_the_set_up_says(business, "opt-out")


def _with(kind: base.Kind, question: base.Question) -> base.Kind:
    return replace(kind, questions=(*kind.questions, question))
