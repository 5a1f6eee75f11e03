"""What a page, a docstring or a comment points to is there: every path, every file, every dotted name of the code."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import PurePosixPath

from tests.house.source import REPOSITORY, Source, files, python

_HOUSES = "dsr|portal|templates|tests|docs|bench"
# A segment in capitals stands for any name: templates/letters/KIND/.
_PATH = re.compile(rf"(?<![\w/.$-])(?:{_HOUSES})/[\w./*-]*")
_FILE = re.compile(r"(?<![\w/.*-])[a-z]\w*\.py\b")
_DOTTED = re.compile(r"(?<![\w/.@-])(?:dsr|portal)(?:\.[A-Za-z_]\w*)+")
# `letters.compose(…)`, as callers of a room write it.
_CALL = re.compile(r"`(?P<name>[a-z_]+\.[a-z_]+)\(")
_LINK = re.compile(r"\]\(([^)\s#]+)")
_COMMENT = re.compile(r"(?:^|\s)#\s(.*)$", re.MULTILINE)


def is_there(path: str) -> bool:
    """Whether a path from the root of the repository names a file or a folder; `*` and CAPITALS stand for any name."""
    parts = ["*" if part.isupper() else part for part in PurePosixPath(path).parts]
    return any(True for _found in REPOSITORY.glob("/".join(parts)))


@cache
def _file_names() -> frozenset[str]:
    return frozenset(source.path.rpartition("/")[2] for source in python())


@cache
def _read(path: str) -> Source | None:
    return next(iter(python(path)), None) if (REPOSITORY / path).is_file() else None


def _targets(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name for alias in node.names)
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id


def is_known(name: str) -> bool:
    """Whether a dotted name is a module, a name that it defines, or one that a class of it defines."""
    parts = name.split(".")
    if (REPOSITORY / "/".join(parts)).is_dir():
        return True
    for length in range(len(parts), 0, -1):
        stem = "/".join(parts[:length])
        source = _read(f"{stem}.py") or _read(f"{stem}/__init__.py")
        if source is None:
            continue
        body: Iterable[ast.stmt] = source.tree.body
        for part in parts[length:]:
            found = [node for node in body if part in _targets(node)]
            if not found:
                return False
            body = found[0].body if isinstance(found[0], ast.ClassDef) else ()
            if not body:
                return True  # a function, a value: what it holds is not looked into
        return True
    return False


def absent(source: Source, text: str, line: int = 1) -> list[str]:
    """Faults of a text that begins on this line of the source: what it points to, and is not there."""
    paths = [(match.start(), match[0].rstrip(".-")) for match in _PATH.finditer(text)]
    found = [(start, path) for start, path in paths if not is_there(path)]
    found += [(match.start(), match[0]) for match in _FILE.finditer(text) if match[0] not in _file_names()]
    found += [(match.start(), match[0]) for match in _DOTTED.finditer(text) if not is_known(match[0])]
    calls = [(match.start(), f"dsr.{match['name']}") for match in _CALL.finditer(text)]
    found += [(start, name) for start, name in calls if is_known(name.rpartition(".")[0]) and not is_known(name)]
    if source.path.endswith(".md"):
        folder = (REPOSITORY / source.path).parent
        links = [match for match in _LINK.finditer(text) if ":" not in match[1]]
        found += [(match.start(), match[1]) for match in links if not (folder / match[1]).exists()]
    return [source.fault(line + text.count("\n", 0, start), f"{what} is not there") for start, what in found]


def told(source: Source) -> Iterator[tuple[int, str]]:
    """What a file says to its reader, with the line on which it begins: a whole page, or docstrings and comments."""
    if not source.path.endswith(".py"):
        yield 1, source.text
        return
    for node in source.nodes:
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            words = ast.get_docstring(node, clean=False)
            if words:
                yield node.body[0].lineno, words
    yield from ((source.line_of(match.start(1)), match[1]) for match in _COMMENT.finditer(source.text))


def misled(sources: list[Source]) -> list[str]:
    return [fault for source in sources for line, text in told(source) for fault in absent(source, text, line)]


def pages() -> list[Source]:
    """What is written for people, without the history of changes: that may name what is gone."""
    return [source for source in files(suffix=".md") if source.path != "CHANGELOG.md"]


def test_pages_point_to_what_is_there() -> None:
    assert misled(pages()) == []


def test_what_starts_and_builds_points_to_what_is_there() -> None:
    assert misled(files(".ci", "Makefile", ".env.example", "pyproject.toml")) == []


def test_docstrings_and_comments_point_to_what_is_there() -> None:
    assert misled(python()) == []


def test_a_planted_path_is_found() -> None:
    def page(text: str) -> list[str]:
        return misled([Source("docs/x.md", text)])

    assert page("See `dsr/" + "tellings/`.") == ["docs/x.md:1: dsr/" + "tellings/ is not there"]
    assert page("\nSee dsr/letters/" + "outpost.py.") == ["docs/x.md:2: dsr/letters/" + "outpost.py is not there"]
    assert page("See `" + "outpost.py`.")
    assert page("See [there](" + "nowhere.md).")
    assert page("`dsr." + "letters.composes(case)`")
    assert page("`portal." + "nowhere`")
    assert page("`letters." + "composes(case)`")
    assert not page("`letters.compose(case)`, `json.dumps(…)`")
    assert not page(
        "See dsr/letters/outbox.py, `dsr/letters/`, tests/letters/*, templates/letters/KIND/ and manage.py."
    )
    assert not page("[this](kinds.md) [that](kinds.md#deletion) [home](https://example.com/docs/gone)")
    assert not page("`dsr.letters.compose`, dsr.models.Case, dsr.models.case.Case.reference, dsr.kinds.base.")


def test_a_planted_docstring_and_comment_is_found() -> None:
    assert misled([Source("dsr/x.py", '"""See dsr/' + 'gone.py."""\n')])
    assert misled([Source("dsr/x.py", 'def f():\n    """See dsr.' + 'gone."""\n')])
    assert misled([Source("dsr/x.py", "x = 1  #" + " as in dsr/gone.py\n")])
    assert not misled([Source("dsr/x.py", "x = 'dsr/" + "gone.py'\n")])
