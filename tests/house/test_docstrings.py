"""A function that a docstring names, such as what one verb gives in place of another, is one of the code."""

import ast
import re

from tests.house.source import Source, product

_FUNCTION = re.compile(r"(?<![\w.])([a-z_][a-z_.]*)\(\)")
_DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef


def _names(sources: list[Source]) -> set[str]:
    """Every name that the code defines or calls."""
    found: set[str] = set()
    for source in sources:
        for node in source.nodes:
            if isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
    return found


def stale(sources: list[Source], names: set[str]) -> list[str]:
    """Docstrings that name functions which nothing defines or calls."""
    return [
        source.fault(getattr(node, "lineno", 1), f"its docstring names {name}(), which is nowhere")
        for source in sources
        for node in source.nodes
        if isinstance(node, _DOCUMENTED)
        for name in _FUNCTION.findall(ast.get_docstring(node) or "")
        if name.rpartition(".")[2] not in names
    ]


def test_what_docstrings_name_is_there() -> None:
    assert stale(product(), _names(product())) == []


def test_a_planted_name_of_nothing_is_found() -> None:
    assert stale([Source("dsr/x.py", 'def of():\n    """What told() gives."""')], {"record"})
    assert not stale([Source("dsr/x.py", '"""What record() and journal.record() give."""')], {"record"})
