"""Tests are not skipped, unless what they need is missing on this machine; then they say how to get it."""

import ast
import re

from tests.house.source import Source, calls, dotted, python

_WAY_OUT = re.compile(r"install|enable", re.IGNORECASE)
_NEVER = {"xfail", "expectedFailure"}
_SKIPS = {"skip", "skipif", "importorskip", "skipTest", "skipUnless", "skipIf"}


def excused(sources: list[Source]) -> list[str]:
    found = []
    for source in sources:
        constants = {
            target.id: ast.unparse(node.value)
            for node in source.tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in source.nodes:
            if isinstance(node, ast.Attribute) and node.attr in _NEVER:
                found.append(source.fault(node, f"{dotted(node)}: a test holds or is mended"))
        for node, name in calls(source):
            if name.rpartition(".")[2] not in _SKIPS:
                continue
            words = " ".join(constants.get(dotted(part), ast.unparse(part)) for part in node.args)
            words += " ".join(constants.get(dotted(word.value), ast.unparse(word.value)) for word in node.keywords)
            if not _WAY_OUT.search(words):
                found.append(source.fault(node, f"{name} does not say how to enable the test"))
    return found


def test_no_test_is_excused() -> None:
    assert excused([source for source in python("tests") if source.path != "tests/test_lanes.py"]) == []


def test_a_planted_excuse_is_found() -> None:
    assert excused([Source("tests/test_x.py", "@pytest.mark.skip(reason='slow')\ndef test_x(): pass\n")])
    assert excused([Source("tests/test_x.py", "@pytest.mark.xfail\ndef test_x(): pass\n")])
    assert excused([Source("tests/test_x.py", "def test_x():\n    pytest.skip('later')\n")])
    assert not excused([Source("tests/test_x.py", "pytest.skip('no xyz; enable with: apt-get install xyz')\n")])
    assert not excused([Source("tests/test_x.py", "HOW = 'apt-get install x'\npytest.mark.skip(reason=HOW)\n")])
