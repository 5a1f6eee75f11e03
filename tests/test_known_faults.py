"""The step that asks for known faults of packages: it fails for one, and says plainly where it could not ask."""

import json
import sys

import pytest

from tests import known_faults


def say(text: str, code: int = 0) -> tuple[str, ...]:
    """A program in place of the one that asks."""
    return ("-c", f"import sys; sys.stderr.write('no route\\n'); print({text!r}); sys.exit({code})")


@pytest.mark.parametrize(
    ("program", "code", "words"),
    [
        (say("", 1), 0, "could not be reached, so nobody was asked for known faults (no route)"),
        (
            say(json.dumps({"dependencies": [{"name": "a", "version": "1", "vulns": []}]})),
            0,
            "1 packages asked for, 0",
        ),
        (
            say(
                json.dumps(
                    {
                        "dependencies": [
                            {"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]},
                            {"name": "b", "skip_reason": "unknown"},
                        ]
                    }
                ),
                1,
            ),
            1,
            "a 1: X-1, mended in 2",
        ),
    ],
)
def test_what_comes_of_asking(program: tuple[str, ...], code: int, words: str) -> None:
    came, said = known_faults.ask(sys.executable, program)
    assert (came, words in said) == (code, True), said
