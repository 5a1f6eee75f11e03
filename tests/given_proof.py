"""A kind of request that asks for proof, for tests of verification; and what its letters carried."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from dsr import systems, verification
from dsr.kinds import base
from dsr.law.verification import ACCOUNT_DELETION, DELETION
from dsr.models import Case, Verification
from tests import replay
from tests.given import a_case, drain
from tests.replacement import replace_everywhere
from tests.replay import replayed

KIND, SECOND = "proof-test", "proof-test-second"
_LETTER = "shine-the-light/acknowledgement"
_DECLINE = "deletion/not-verified"


def _outcome(like: base.Outcome, code: str) -> base.Outcome:
    return replace(like, code=code, barred=None)


@cache
def _kinds() -> list[base.Kind]:
    stl, deletion = base.get("shine-the-light"), base.get("deletion")
    declines = [outcome for outcome in deletion.outcomes if outcome.letter == _DECLINE]
    outcomes = tuple(_outcome(declines[0], code) for code in ("N_NOT_VERIFIED", "N_NOT_CONFIRMED"))
    letters = replace(stl.letters, declared=(*stl.letters.declared, deletion.letter(_DECLINE)))
    first = replace(
        stl,
        code=KIND,
        report=None,
        outcomes=(*stl.outcomes, *outcomes),
        letters=letters,
        proof=base.ProofRules(
            DELETION, _LETTER, _LETTER, not_verified="N_NOT_VERIFIED", not_confirmed="N_NOT_CONFIRMED"
        ),
    )
    return [first, replace(first, code=SECOND, proof=replace(first.proof, bounds=ACCOUNT_DELETION))]


@pytest.fixture
def kinds() -> Iterator[None]:
    """`proof-test` asks as a deletion does, `proof-test-second` as the deletion of an account."""
    made = _kinds()
    for kind in made:
        base.register(kind)
    yield
    for kind in made:
        del base._kinds[kind.code]


@pytest.fixture
def drawn(monkeypatch) -> list[verification.DrawnSecret]:
    """Every link and code that was drawn, the newest last."""
    found: list[verification.DrawnSecret] = []
    draw = verification.draw_secret

    def remembered() -> verification.DrawnSecret:
        found.append(draw())
        return found[-1]

    replace_everywhere(monkeypatch, verification.draw_secret, remembered)
    return found


@pytest.fixture
def matches(monkeypatch) -> Iterator[set[str]]:
    """The points that the systems match; the test adds to it."""
    held = {"email", "name"}
    with pytest.MonkeyPatch.context() as patch:
        replay.compare_by(patch, held)
        replace_everywhere(
            patch, systems.match_points, lambda _business, points, _within=None: frozenset(held & set(points))
        )
        yield held
        monkeypatch.undo()  # what the test put in this one's place goes before it


@replayed
def proving(**changes: Any) -> Case:
    """A case that was acknowledged and waits for proof."""
    case = a_case(**{"kind": KIND, **changes})
    drain()
    case.refresh_from_db()
    return case


def proof_of(case: Case) -> Verification:
    return Verification.objects.get(case=case)


def secret_of(drawn: verification.DrawnSecret) -> Any:
    found = verification.find_secret(verification.FOR_PROOF, drawn.token)
    assert found
    return found.secret


@replayed
def again(case: Case) -> Case:
    drain()
    case.refresh_from_db()
    return case
