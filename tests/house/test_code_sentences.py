"""Every sentence that the code itself says, and that can state a fact, is one of a declared fact or was read."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from dsr.journal import EntryName
from dsr.lifecycle import Transition
from portal.staff.wording import entries
from tests.house.source import Source, calls, dotted, product
from tests.house.test_plain_sentences import listed
from tests.house.test_press_sentences import _SAID_BY
from tests.house.test_translation import _MARKERS

LIST = Path(__file__).parent / "plain_sentences_of_code.txt"
# Only what can state a fact is listed: what tells of a deed, of all or none, of a day or of what will be. A label, a
# question or “Choose one” states none, and half of all texts are such. Left out are the rooms that speak of a file, a
# table or a set-up and of no request: who reads them has it before their eyes.
_OF_SET_UP = (
    *("dsr/disclosures/imports/", "dsr/formats/", "dsr/suppression/export_import.py", "dsr/systems/sql/"),
    *("dsr/agents/people_", "dsr/webhooks/", "portal/admin/", "portal/api/", "portal/demo/", "portal/ways/"),
)
# What has a guard of its own: each sentence of the report is tried with its facts.
_GUARDED = ("dsr/disclosures/report/wording.py",)

_DONE = r"(?:\w{2,}ed|sent|told|kept|held|given|shown|written|made|done|found|gone|taken|left|known|seen|out|over)"
STATES_FACT = re.compile(
    rf"\b(?:is|are|was|were|be|been|being|has|have|had)(?: \w+){{0,2}} {_DONE}\b"
    rf"|^(?:\W|\w+ )?{_DONE}\b"
    r"|\b(?:told|sent|said|asked|wrote|gave|went|came|did|got|took|found|answered|deleted|closed|corrected|changed"
    r"|stopped|reminded|accepted|refused|mailed|showed|proved|agreed|opened|checked|counted)\b"
    r"|\b(?:all|every|each|none|nothing|nobody|never|always|everywhere|nowhere|will|follows?)\b"
    r"|%\((?:day|date|year|at|on|until|by|as_of|instant)\)",
    re.IGNORECASE,
)


def _marked(call: ast.Call) -> Iterator[str]:
    """The texts that a call marks for translation: of a plural both, of a context only what it is about."""
    name = dotted(call.func)
    if name in _MARKERS | {"lazy"}:
        places = call.args[1:2] if name.startswith("pgettext") else call.args[:2]
        yield from (one.value for one in places if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _guarded_in(source: Source) -> Iterator[ast.AST]:
    """What another guard tries: the words of a fact, and what the desk says after a press."""
    for call, name in calls(source):
        if name in {"Fact", "_fact"}:
            yield from call.args[:2]
            yield from (word.value for word in call.keywords if word.arg == "words")
        elif name in _SAID_BY and source.path.startswith("portal/"):
            yield call


def _unmarked(source: Source) -> Iterator[str]:
    """What an error or a command says in plain English; of a text that is put together, each part."""
    told: list[ast.AST] = [node for node in source.nodes if isinstance(node, ast.Raise)]
    told += [call for call, name in calls(source) if name.endswith(("stdout.write", "stderr.write"))]
    marked = {id(one) for call, name in calls(source) if name in _MARKERS | {"lazy"} for one in call.args}
    for part in (part for node in told for part in ast.walk(node) if id(part) not in marked):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and len(part.value.split()) > 2:
            yield " ".join(part.value.split())


@cache
def _of_product() -> tuple[tuple[str, str], ...]:
    return tuple(said(product()))


def said(sources: Iterable[Source]) -> Iterator[tuple[str, str]]:
    """(module, sentence) of each that can state a fact and that nothing else guards."""
    for source in sources:
        if source.path.startswith(_OF_SET_UP) or source.path in _GUARDED:
            continue
        elsewhere = {id(part) for node in _guarded_in(source) for part in ast.walk(node)}
        for call, _name in calls(source):
            if id(call) not in elsewhere:
                yield from ((source.path, text) for text in _marked(call) if STATES_FACT.search(text))
        yield from ((source.path, text) for text in _unmarked(source) if STATES_FACT.search(text))


def faults(found: Iterable[tuple[str, str]], known: Mapping[str, str]) -> list[str]:
    """Sentences that nobody listed, and those that stand in another module than the one they were read in."""
    return sorted({f"{path}: {text}" for path, text in found if path not in known.get(text, "").split(", ")})


def test_every_sentence_of_the_code_that_can_state_a_fact_was_read_where_it_stands() -> None:
    assert faults(_of_product(), listed(LIST.read_text())) == [], (
        f"Read it against the condition under which it is said. Then make it the words of a fact, or list it: {LIST}"
    )


def test_what_is_listed_is_said_where_it_was_read() -> None:
    there = set(_of_product())
    read = {(path, text) for text, paths in listed(LIST.read_text()).items() for path in paths.split(", ")}
    assert sorted(read - there) == []


@pytest.mark.parametrize(
    ("planted", "is_found"),
    [
        ("x = _('We deleted all of it.')", True),
        ("x = gettext_lazy('Nobody was told.')", True),
        ("x = ngettext('%(count)d row is gone', '%(count)d rows are gone', n)", True),
        ("x = pgettext('of a letter', 'Sent')", True),
        ("x = _('by %(day)s')", True),
        ("x = _('The answer follows.')", True),
        ("raise BadInput('It is deleted already.')", True),
        ("raise Blocked(f'{name} was told.')", False),
        ("raise Blocked(f'{name}: the person was told.')", True),
        ("self.stdout.write('Every chain holds.')", True),
        ("log.warning('Every chain holds.')", False),
        ("x = _('Choose one.')", False),
        ("x = _('Email address')", False),
        ("x = pgettext('sent', 'Choose one.')", False),
        ("x = Fact(name='all-done', words=_('All is done'), record='Step.state', lacks=_why)", False),
        ("x = Fact(name='all-done', words=words, record=_('All is done'), lacks=_why)", True),
        ("messages.success(request, _('It is deleted.'))", False),
    ],
)
def test_a_planted_sentence_is_found(planted: str, is_found: bool) -> None:
    assert bool(faults(said([Source("portal/x.py", planted)]), {})) is is_found


def test_a_sentence_that_was_read_elsewhere_is_read_again() -> None:
    found = said([Source("portal/x.py", "_('It is deleted.')"), Source("dsr/formats/x.py", "_('It is sent.')")])
    assert faults(found, {"It is deleted.": "portal/y.py"}) == ["portal/x.py: It is deleted."]
    found = said([Source("portal/x.py", "_('It is deleted.')")])
    assert faults(found, {"It is deleted.": "dsr/y.py, portal/x.py"}) == []


# -- what is only written nobody calls sent --

_HAS_LEFT = re.compile(
    r"\b(?:was|were|is|are|has been) (?:sent|told|asked|reminded|mailed)\b|(?<!to be )\b(?:told|asked|reminded)$"
)
# The mail server, or who put it in the mail, said that it is out; or a person says it of what they did themselves.
_OUT = {EntryName.LETTER_MAILED, EntryName.TELLING_SENT, EntryName.RECIPIENTS_TOLD, EntryName.LETTER_UNCERTAIN}


def claims(words: Mapping[EntryName | Transition, object]) -> list[str]:
    return [f"{name}: {told}" for name, told in words.items() if name not in _OUT and _HAS_LEFT.search(str(told))]


def test_no_entry_says_that_somebody_was_told_which_is_made_when_the_letter_is_only_written() -> None:
    assert claims({**entries.FACTS, **entries.TRANSITIONS}) == []


@pytest.mark.parametrize(
    "planted", ["The person was asked", "The company is told again", "Proof asked", "It was sent"]
)
def test_a_planted_claim_of_an_entry_is_found(planted: str) -> None:
    assert claims({EntryName.AGENT_ASKED: planted, EntryName.TELLING_SENT: "A company was told"}) != []
