"""What a business may ask for a kind: never more than the law allows, and a bad rule stops no running desk."""

import pytest

from dsr import verification
from dsr.kinds import base
from dsr.law.verification import ACCOUNT_DELETION, DELETION, FORBIDDEN_POINTS, Bounds, Level
from dsr.models import VerificationRule
from dsr.verification import rules
from tests.given import a_business
from tests.given_proof import KIND, SECOND, kinds

__all__ = ["kinds"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]


def rule(level: str, points: list[str], kind: str = KIND) -> VerificationRule:
    return VerificationRule.objects.create(business=a_business(), kind=kind, level=level, points=points)


def asked(kind: str = KIND) -> tuple[Level, tuple[str, ...]]:
    level = verification.proof_level_of(a_business().pk, base.get(kind))
    return level, verification.points_to_match(a_business().pk, base.get(kind), level)


def test_without_a_rule_the_least_is_asked():
    assert asked() == (Level.REASONABLE, ("email", "name"))
    assert asked(SECOND) == (Level.EMAIL, ())


def test_a_rule_within_the_bounds_holds():
    rule("high", ["email", "name", "zip", "order"])
    assert asked() == (Level.HIGH, ("email", "name", "zip", "order"))


@pytest.mark.parametrize(
    ("bounds", "level", "nearest"),
    [
        (DELETION, "none", Level.REASONABLE),
        (DELETION, "email", Level.REASONABLE),
        (DELETION, "high", Level.HIGH),
        (DELETION, "account", Level.REASONABLE),
        (DELETION, "of another world", Level.REASONABLE),
        (ACCOUNT_DELETION, "high", Level.REASONABLE),
        (ACCOUNT_DELETION, "none", Level.EMAIL),
    ],
)
def test_a_rule_outside_is_clamped_to_the_nearest(bounds: Bounds, level: str, nearest: Level):
    assert rules.clamp(bounds, level) is nearest


@pytest.mark.parametrize(
    ("level", "points", "used"),
    [
        ("reasonable", ["ssn", "passport", "zip"], ("zip", "email")),
        ("reasonable", ["order", "email", "name", "zip", "phone"], ("order", "email", "name")),
        ("reasonable", [], ("email", "name")),
        ("high", ["email", "name"], ("email", "name", "phone")),
        ("high", ["email", "email", "email"], ("email", "name", "phone")),
    ],
)
def test_points_of_a_bad_rule_are_mended_at_run_time(level, points, used):
    rule(level, points)
    assert asked()[1] == used


@pytest.mark.parametrize(
    ("kind", "level", "points", "says"),
    [
        (KIND, "email", [], ["level", "reasonable: two matching points", "§ 7062(d)"]),
        (KIND, "account", [], ["level"]),
        (SECOND, "high", ["email", "name", "zip"], ["level", "control of the email address", "§ 7060(c)"]),
        (KIND, "reasonable", ["email"], ["points", "2 points must match", "§ 7062"]),
        (KIND, "reasonable", ["email", "name", "zip", "order"], ["points", "at most 3", "§ 7060(c)"]),
        (SECOND, "email", ["name"], ["points", "at most 0"]),
        (KIND, "reasonable", ["email", "ssn"], ["points", "ssn", "Full name", "§ 7060(c)(2)"]),
        (KIND, "reasonable", ["email", "shoe-size"], ["points", "shoe-size"]),
        ("unheard-of", "reasonable", ["email", "name"], ["kind", "unheard-of"]),
    ],
)
def test_what_the_law_does_not_allow_is_refused_with_its_citation(kind, level, points, says):
    found = verification.proof_rule_faults(kind, level, points)
    assert len(found) == 1
    assert all(word in " ".join(found[0]) for word in says), found


@pytest.mark.parametrize("forbidden", sorted(FORBIDDEN_POINTS))
def test_no_forbidden_point_is_ever_used(forbidden):
    assert verification.proof_rule_faults(KIND, "reasonable", ["email", forbidden])
    rule("reasonable", [forbidden, "email"])
    assert forbidden not in asked()[1]


def test_a_kind_without_proof_allows_none():
    assert verification.proof_rule_faults("shine-the-light", "none", []) == []
    assert verification.proof_rule_faults("shine-the-light", "email", [])[0][0] == "level"


@pytest.mark.parametrize(
    ("kind", "law"),
    [
        ("shine-the-light", "Cal. Civ. Code § 1798.83(b)(3)"),
        ("unsubscribe", "16 C.F.R. § 316.5"),
        ("opt-out", "Cal. Code Regs. tit. 11, § 7060(b)"),
        ("child", "16 C.F.R. § 312.10"),
        ("complaint", "Cal. Bus. & Prof. Code § 22576"),
    ],
)
def test_that_nobody_proves_anything_rests_on_the_law_of_the_kind(kind, law):
    assert str(base.get(kind).proof_bounds.citation) == law
    said = verification.proof_rule_faults(kind, "email", [])[0][1]
    assert law in said and ("fined" in said) == (kind == "opt-out"), "the fines were for asking proof of opt-outs"


def test_every_kind_without_proof_is_looked_at():
    assert {kind.code for kind in base.every() if kind.proof is None} == {
        *("child", "complaint", "opt-out", "shine-the-light", "unsubscribe")
    }


FINED = {
    "Honda": "CPPA v. Honda (Mar. 2025, $632,500)",
    "Todd Snyder": "CPPA v. Todd Snyder (May 2025, $345,178)",
    "Ford": "CalPrivacy v. Ford (Mar. 5, 2026, $375,703)",
}


@pytest.mark.parametrize(
    ("kind", "level", "points", "fined"),
    [
        ("opt-out", "email", [], ["Ford", "Honda"]),
        (SECOND, "high", ["email", "name", "zip"], ["Honda", "Todd Snyder"]),
        (KIND, "reasonable", ["email", "name", "zip", "order"], ["Honda", "Todd Snyder"]),
        (KIND, "reasonable", ["email", "passport"], ["Todd Snyder"]),
        # Too little is not what anybody was fined for.
        (KIND, "email", [], []),
        (KIND, "reasonable", ["email"], []),
    ],
)
def test_who_asks_too_much_is_told_who_was_fined_for_it(kind, level, points, fined):
    said = " ".join(words for _field, words in verification.proof_rule_faults(kind, level, points))
    assert {name for name, matter in FINED.items() if matter in said} == set(fined)


def test_every_bad_rule_is_named():
    bad = rule("email", [])
    rule("reasonable", ["email", "name"], SECOND)
    assert [(row.pk, "7062(d)" in words) for row, words in verification.all_proof_rule_faults()] == [(bad.pk, True)]
