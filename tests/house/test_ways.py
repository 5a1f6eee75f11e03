"""A way to act in a system is one module. Nothing outside it asks which way it is: it asks what the way declares."""

import ast
import re

import pytest

from tests.house.source import Source, dotted, files, product

# Its own module: how it acts, and what staff see and enter of it.
_OWN = ("dsr/fulfilment/ways/", "portal/ways/")
_WORDS = "asks which way it is: let the way declare it"
_LOOKUP = re.compile(r"(^|__)way(__(in|exact|iexact))?$")
_CODE = re.compile(r"(^|\.)[A-Z][A-Z_]*$")


def _is_way(node: ast.AST) -> bool:
    return bool(re.search(r"(^|\.)(way(\.code)?|how\.code)$", dotted(node)))


def _is_fixed(node: ast.AST) -> bool:
    """A text, a list of texts, or the name of a constant."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return any(map(_is_fixed, node.elts))
    return (isinstance(node, ast.Constant) and isinstance(node.value, str)) or bool(_CODE.search(dotted(node)))


def _asks(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        return any(map(_is_way, sides)) and any(map(_is_fixed, sides))
    if isinstance(node, ast.Match):
        return _is_way(node.subject)
    if isinstance(node, ast.Attribute):
        return dotted(node.value).rpartition(".")[2] == "Way" and node.attr.isupper()
    if isinstance(node, ast.Call) and dotted(node.func) == "isinstance":
        return dotted(node.args[0]).endswith(".how")
    if isinstance(node, ast.Call):
        return any(_LOOKUP.search(one.arg or "") and _is_fixed(one.value) for one in node.keywords)
    return False


def asks_which(sources: list[Source]) -> list[str]:
    """Comparisons of a way with a code, and rows looked up by one."""
    return [
        source.fault(node, _WORDS)
        for source in sources
        if not source.path.startswith(_OWN)
        for node in source.nodes
        if _asks(node)
    ]


def asks_in_template(sources: list[Source]) -> list[str]:
    asked = r"\{%\s*(el)?if\b[^%]*\b(way(\.code)?|how\.code)\s*(==|!=|(not )?in\b)"
    return [fault for source in sources for fault in source.matches(asked, _WORDS)]


def choices_on_way(sources: list[Source]) -> list[str]:
    """A list of ways in a column would need a migration for each new way."""
    return [
        source.fault(node, "the column `way` has choices")
        for source in sources
        for node in source.nodes
        if isinstance(node, ast.Assign) and any(dotted(target) == "way" for target in node.targets)
        if isinstance(node.value, ast.Call) and source.path.startswith("dsr/models/")
        if any(keyword.arg == "choices" for keyword in node.value.keywords)
    ]


def test_nothing_asks_which_way_it_is() -> None:
    assert asks_which(product()) == []
    assert asks_in_template(files("templates")) == []


def test_a_new_way_needs_no_migration() -> None:
    assert choices_on_way(product()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "if step.system.way == 'sql':\n    pass\n",
        "if system.way != Way.PERSON:\n    pass\n",
        "if way in ('sql', 'webhook'):\n    pass\n",
        "if said.get('way') == sql_step.CODE or system.how.code == CODE:\n    pass\n",
        "match system.way:\n    case 'sql':\n        pass\n",
        "System.objects.filter(way='sql')\n",
        "Step.objects.exclude(system__way=CODE)\n",
        "Step.objects.filter(system__way__in=['sql'])\n",
        "if isinstance(system.how, Database):\n    pass\n",
        "title = Way.SQL.label\n",
    ],
)
def test_a_planted_question_is_found(planted: str) -> None:
    assert asks_which([Source("dsr/review/decisions.py", planted)])
    assert not asks_which([Source("dsr/fulfilment/ways/owner_step.py", planted)])


def test_what_asks_nothing_is_let_be() -> None:
    for text in ("same = one.way == other.way\n", "rows.filter(way__in=[way.code for way in ways.every()])\n"):
        assert not asks_which([Source("dsr/review/decisions.py", text)])


def test_planted_questions_and_choices_are_found() -> None:
    for asked in ('{% if row.system.way == "sql" %}', "{% elif line.step.system.how.code in many %}"):
        assert asks_in_template([Source("templates/x.html", asked)])
    assert choices_on_way([Source("dsr/models/system.py", "way = models.CharField(choices=WAYS)\n")])
