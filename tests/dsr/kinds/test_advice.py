"""Of the steps a decision says beside its button, before any work, nothing that they may not come to."""

import re

import pytest

from dsr.kinds import base

_PROMISES = re.compile(r"\b(?:every|all|each) (?:system|place)s?\b|\beverywhere\b", re.IGNORECASE)
_OF_STEPS = "It follows from the steps"  # nobody presses these: the steps came to it


def promises(advice: str) -> bool:
    return bool(_PROMISES.search(advice)) and not advice.startswith(_OF_STEPS)


@pytest.mark.parametrize("kind", [*base.every()], ids=lambda kind: kind.code)
def test_no_advice_says_of_the_steps_what_they_may_not_come_to(kind):
    assert [one.code for one in kind.outcomes if promises(str(one.advice))] == []


@pytest.mark.parametrize(
    ("advice", "is_found"),
    [
        ("The steps below delete it in every system.", True),
        ("It is stopped everywhere.", True),
        ("Each step says what was found there and deletes it.", False),
        ("It follows from the steps: every system was looked at.", False),
    ],
)
def test_a_planted_promise_is_found(advice, is_found):
    assert promises(advice) is is_found
