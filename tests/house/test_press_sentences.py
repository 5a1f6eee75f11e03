"""What the desk says after a press is read before it stands there, and is not said where the press wrote nothing."""

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

from portal.staff.case.actions import ACTIONS
from tests.house.source import Source, calls, product
from tests.house.test_plain_sentences import listed
from tests.house.test_translation import _MARKERS

LIST = Path(__file__).parent / "plain_sentences_of_presses.txt"
_SAID_BY = ("Action", "messages.success", "messages.info")
# A letter may be on paper, or a mail server away: of what is only written nobody says that it has left.
_TOO_MUCH = ("on its way", "is sent", "has been sent", "is mailed", "went out")
_ON_ENTRY = "an entry of the request"


def _portal() -> list[Source]:
    return [source for source in product() if source.path.startswith("portal/")]


def said(sources: Iterable[Source]) -> dict[str, str]:
    """Each marked text of an action, or of a notice beside a press, with what says it: the action's, or the page's."""
    found: dict[str, str] = {}
    for source in sources:
        for call, name in calls(source):
            if name in _SAID_BY:
                texts = [part for part in ast.walk(call) if isinstance(part, ast.Call) and _is_marked(part)]
                for text in (one for part in texts for one in part.args[:2]):
                    if isinstance(text, ast.Constant) and isinstance(text.value, str):
                        found[text.value] = _ON_ENTRY if name == "Action" else source.path
    return found


def _is_marked(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in _MARKERS | {"lazy"}


def faults(sources: Iterable[Source], known: dict[str, str]) -> list[str]:
    found = []
    for text, by in said(sources).items():
        if known.get(text) != by:
            found.append(f"{by}: {text}")
        found += [f"{by}: too much, “{words}”: {text}" for words in _TOO_MUCH if words in text]
    return sorted(found)


def test_what_is_said_after_a_press_is_listed_and_claims_no_more_than_is_known() -> None:
    assert faults(_portal(), listed(LIST.read_text())) == [], LIST


def test_what_is_listed_is_said() -> None:
    assert sorted(listed(LIST.read_text()).keys() - said(_portal()).keys()) == []


def test_every_action_is_said_of_the_entry_that_it_writes() -> None:
    """Of the others none is; a report that is asked for again, or stopped, is a row of its own."""
    assert {name for name, action in ACTIONS.items() if not action.is_recorded} == {"compile", "stop-compiling"}


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ("Action('x', Form, do, _('All of it is deleted.'))", "All of it is deleted."),
        ("messages.success(request, _('The letter is on its way.'))", "too much, “on its way”"),
        ("messages.success(request, _('Nothing was kept.'))", "portal/x.py: Nothing was kept."),
        ("messages.success(request, _('The note is saved.'))", "portal/x.py: The note is saved."),
        ("Action('x', Form, do, _('The note is saved.'))", ""),
    ],
)
def test_a_planted_sentence_is_found(planted: str, fault: str) -> None:
    found = faults([Source("portal/x.py", planted)], {"The note is saved.": _ON_ENTRY})
    assert any(fault in one for one in found) if fault else found == []
