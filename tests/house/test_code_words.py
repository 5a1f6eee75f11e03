"""Codes that rows and journals keep are members of an enum, each with the words that a person reads."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum, StrEnum

import pytest

from dsr import errors
from dsr.journal import EntryName
from dsr.lifecycle import Transition
from dsr.models.due_work import WorkName
from dsr.reasons import Reason
from portal.staff.wording import entries, reasons, works
from tests.house.source import Source, dotted, product

_ENUMS = (EntryName, Reason, WorkName)
_CODES = {member.value for enum in _ENUMS for member in enum}
_DECLARED_IN = {"dsr/journal/entry_names.py", "dsr/reasons.py", "dsr/models/due_work.py"}
# The same word for another thing: a gap of a report, a letter's folder, a state. By folder, since files move.
_OTHER_MEANING = {
    ("dsr/disclosures/", "no-address"),
    ("dsr/kinds/", "not-verified"),
    ("dsr/kinds/", "statement-filed"),
    ("dsr/models/", "given-up"),
    ("dsr/models/", "no-address"),
    ("dsr/models/", "not-asked"),
    # An index of entries by these names stands below the enum: tests/dsr/oversight holds them to be the same.
    ("dsr/models/", "receipt-corrected"),
    ("dsr/models/", "one-pair-of-eyes"),
    ("dsr/models/", "documents-deleted"),
}
# A call, and the place of its argument that is such a code.
_TAKES_CODE = {"Line": 0, "put_off": 1, "give_to_person": 1, "stop_step": 2, "CannotCall": 1, "work_queue.add": 0}
_ERRORS = {name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, errors.DeskError)}
_FIELDS = {"stuck", "reason", "work"}
_HOLDS_CODE = re.compile(r"(^|\.)(stuck|reason)$|(^|\.)(entry|last|line|claim)\.name$")


def without_words(members: Iterable[Enum], words: Mapping[Enum, object]) -> list[str]:
    """Members that have no words, and words that belong to none."""
    known = list(members)
    return [
        *(f"{member!r} has no words" for member in known if not str(words.get(member, "")).strip("() ,'")),
        *(f"{key!r} is no member" for key in words if key not in known),
    ]


def _is_text(node: ast.AST | None) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and bool(node.value) and _is_str(node))


def _is_str(node: ast.Constant) -> bool:
    return isinstance(node.value, str)


def _holds(node: ast.AST) -> bool:
    return bool(_HOLDS_CODE.search(dotted(node)))


def _texts(node: ast.AST) -> Iterator[ast.AST]:
    """The texts of a side of a comparison: itself, or what a set, list or tuple holds."""
    parts = node.elts if isinstance(node, ast.Set | ast.List | ast.Tuple) else [node]
    return (part for part in parts if _is_text(part))


def _given(node: ast.Call) -> Iterator[ast.AST]:
    """What a call is given where it takes a code."""
    name = dotted(node.func)
    place = _TAKES_CODE.get(name.rpartition(".")[2], _TAKES_CODE.get(".".join(name.split(".")[-2:])))
    if place is not None and len(node.args) > place:
        yield node.args[place]
    yield from (word.value for word in node.keywords if word.arg in _FIELDS)
    is_row = re.search(r"(^|\.)(Entry|DueWork|entries|due_work)\.", name)
    if is_row:
        yield from (word.value for word in node.keywords if word.arg in {"name", "name__in"})


def _in_node(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    if isinstance(node, ast.Call):
        yield from ((text, "is given where a code belongs") for given in _given(node) for text in _texts(given))
        taken_apart = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if taken_apart in {"startswith", "endswith", "partition", "split", "removeprefix"}:
            whole = node.func.value if isinstance(node.func, ast.Attribute) else node
            if _holds(whole):
                yield node, "a code is taken apart: let the enum say it"
    elif isinstance(node, ast.Compare) and any(_holds(side) for side in (node.left, *node.comparators)):
        sides = (node.left, *node.comparators)
        yield from ((text, "is compared with a code") for side in sides for text in _texts(side))
    elif isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        fields = (value for key, value in pairs if isinstance(key, ast.Constant) and key.value in _FIELDS)
        yield from ((text, "stands where a code belongs") for value in fields for text in _texts(value))
    elif isinstance(node, ast.ClassDef) and any(dotted(base) in _ERRORS for base in node.bases):
        codes = (part for part in node.body if isinstance(part, ast.Assign) and _is_text(part.value))
        named = (part for part in codes if any(dotted(target) == "code" for target in part.targets))
        yield from ((part.value, "is the code of an error") for part in named)


def _means_other(source: Source, code: object) -> bool:
    return any(source.path.startswith(folder) and code == other for folder, other in _OTHER_MEANING)


def literals(sources: list[Source]) -> list[str]:
    """Texts where a member of an enum belongs, and any text that spells a member which no other word is like."""
    found = []
    plain = {code for code in _CODES if "-" in code}
    for source in sources:
        if source.path in _DECLARED_IN:
            continue
        for node in source.nodes:
            found += [source.fault(part, f"{ast.unparse(part)} {why}") for part, why in _in_node(node)]
            is_code = isinstance(node, ast.Constant) and node.value in plain and source.path.startswith("dsr/")
            if is_code and not _means_other(source, node.value):
                found.append(source.fault(node, f"{node.value!r} is spelled out"))
    return found


def test_every_code_has_words_and_every_word_a_code():
    assert without_words(EntryName, entries.FACTS) == []
    assert without_words(Transition, entries.TRANSITIONS) == []
    assert without_words(Reason, reasons.WORDS) == []
    assert without_words(WorkName, works.WORDS) == []


def test_no_code_is_spelled_out_where_a_member_belongs():
    assert literals(product()) == []


def test_every_other_meaning_is_there():
    there = {
        (folder, code)
        for folder, code in _OTHER_MEANING
        for source in product()
        if source.path.startswith(folder)
        and any(isinstance(node, ast.Constant) and node.value == code for node in source.nodes)
    }
    assert there == _OTHER_MEANING


class Planted(StrEnum):
    TOLD = "told"
    UNTOLD = "untold"


def test_a_member_without_words_and_words_without_a_member_are_found():
    assert without_words(Planted, {Planted.TOLD: "Told"}) == ["<Planted.UNTOLD: 'untold'> has no words"]
    assert without_words(Planted, {Planted.TOLD: "Told", Planted.UNTOLD: ""})
    assert without_words(Planted, {Planted.TOLD: "Told", Planted.UNTOLD: ("", "")})
    assert without_words(Planted, {Planted.TOLD: "Told", Planted.UNTOLD: "Not", "gone": "Gone"})
    assert not without_words(Planted, {Planted.TOLD: "Told", Planted.UNTOLD: "Not"})


@pytest.mark.parametrize(
    "planted",
    [
        "journal.record(case.pk, Line('note'), actor)\n",
        "line = journal.Line(f'letter-{fate}', facts)\n",
        "journal.record(case.pk, line, MACHINE, changes={'stuck': 'broken'})\n",
        "rows.tell(carrier, line, MACHINE, stuck='silent')\n",
        "work_queue.put_off(claim, 'busy')\n",
        "work_queue.give_to_person(claim, f'mail-{fate}')\n",
        "work_queue.add('advance', case.pk, key)\n",
        "stop_step(step, StepState.FAILED, 'broken')\n",
        "raise CannotCall(words, 'broken')\n",
        "Step.objects.update(reason='broken')\n",
        "facts = {'reason': 'broken', 'work': WorkName.SEND}\n",
        "facts = {'work': 'send'}\n",
        "Entry.objects.filter(case=case, name='concluded')\n",
        "Entry.objects.filter(name__in=['receive', 'extend'])\n",
        "DueWork.objects.filter(name='send')\n",
        "if case.stuck == 'broken':\n    pass\n",
        "if step.reason in {'broken', 'silent'}:\n    pass\n",
        "if entry.name != 'note':\n    pass\n",
        "if letter.case.stuck.startswith('mail-'):\n    pass\n",
        "state, _colon, reason = step.reason.partition(':')\n",
        "class Away(DeskError):\n    code = 'away'\n",
        "WANTED = 'tellings-wanted'\n",
    ],
)
def test_a_planted_literal_is_found(planted):
    assert literals([Source("dsr/review/decisions.py", planted)])


@pytest.mark.parametrize(
    "meant",
    [
        "journal.record(case.pk, Line(EntryName.NOTE), actor, changes={'stuck': ''})\n",
        "work_queue.add(WorkName.SEND, letter.pk, f'send:{letter.pk}')\n",
        "Step.objects.filter(reason=Reason.OWNER_SILENT).update(reason='')\n",
        "if case.stuck in ON_PROOF or entry.name == EntryName.NOTE:\n    pass\n",
        "review.decline(case.pk, actor, reason=values['reason'])\n",
    ],
)
def test_a_member_is_no_fault(meant):
    assert not literals([Source("dsr/review/decisions.py", meant)])
