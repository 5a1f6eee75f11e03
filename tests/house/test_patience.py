"""No test fails because the machine is slow: how long it waits is said in tests/patience.py, never beside the wait."""

import ast

import pytest

from tests.house.source import Source, calls, dotted, python

_ENDS_WAIT = {"timeout", "deadline", "connect_timeout", "ready_timeout", "socket_timeout", "socket_connect_timeout"}
_WAITS = {"wait", "join", "acquire", "settimeout", "set_default_timeout", "set_default_navigation_timeout"}


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


def hurried(sources: list[Source]) -> list[str]:
    """Waits that end after a number of their own."""
    found = []
    for source in sources:
        for node, name in calls(source):
            ends = [word.value for word in node.keywords if word.arg in _ENDS_WAIT]
            ends += node.args[:1] if name.rpartition(".")[2] in _WAITS else []
            if any(map(_is_number, ends)):
                found.append(source.fault(node, f"{name}: wait with PATIENCE"))
        for node in source.nodes:
            if isinstance(node, ast.BinOp) and dotted(node.left).endswith("monotonic") and _is_number(node.right):
                found.append(source.fault(node, "a deadline of its own: wait with until()"))
    return found


def test_no_wait_has_a_number_of_its_own() -> None:
    assert hurried(python("tests")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "start.wait(10)\n",
        "thread.join(timeout=5)\n",
        "subprocess.run(command, timeout=30)\n",
        "context.set_default_timeout(10_000)\n",
        "@settings(deadline=200)\ndef test_x(): pass\n",
        "end = time.monotonic() + 5\n",
    ],
)
def test_a_planted_hurry_is_found(planted: str) -> None:
    assert hurried([Source("tests/test_x.py", planted)])


@pytest.mark.parametrize(
    "planted",
    ["start.wait(PATIENCE)\n", "', '.join(names)\n", "@settings(deadline=None)\ndef test_x(): pass\n"],
)
def test_patience_is_no_hurry(planted: str) -> None:
    assert not hurried([Source("tests/test_x.py", planted)])
