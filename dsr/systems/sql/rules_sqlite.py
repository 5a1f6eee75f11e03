"""The rules (CHECK) of a table of SQLite, which has them in the words of the table alone."""

import re
from collections.abc import Iterable, Sequence

from dsr.systems.sql.catalog_facts import Rule

_TOKENS = re.compile(
    r"""(?P<void>\s+|--[^\n]*|/\*.*?\*/)|(?P<text>'(?:[^']|'')*')"""
    r"""|(?P<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[^\W\d][\w$]*)|(?P<other>.)""",
    re.DOTALL,
)


def rules_of(words: str, columns: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that stand in a CREATE TABLE, each with the columns that it speaks of."""
    known = {one.lower(): one for one in columns}
    tokens = [one for one in _TOKENS.finditer(words or "") if one.lastgroup != "void"]
    found = []
    for at, token in enumerate(tokens[:-1]):
        if token.group().upper() == "CHECK" and tokens[at + 1].group() == "(":
            inner = _within(tokens, at + 1)
            named = at > 1 and tokens[at - 2].group().upper() == "CONSTRAINT"
            used = [_plain(one.group()).lower() for one in inner if one.lastgroup == "name"]
            expression = words[inner[0].start() : inner[-1].end()] if inner else ""
            own = tuple(known[one] for one in dict.fromkeys(used) if one in known)
            found.append(Rule(_plain(tokens[at - 1].group()) if named else expression, own, expression))
    return tuple(found)


def _within(tokens: Sequence[re.Match[str]], start: int) -> list[re.Match[str]]:
    """What stands between this parenthesis and its other half."""
    depth, inner = 0, []
    for one in tokens[start:]:
        depth += {"(": 1, ")": -1}.get(one.group(), 0)
        if not depth:
            break
        inner.append(one)
    return inner[1:]


def _plain(name: str) -> str:
    return name[1:-1] if name[:1] in {'"', "`", "["} else name
