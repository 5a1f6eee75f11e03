"""What the house rules read: the files of this repository, and planted ones that look the same to a rule."""

import ast
import gc
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# Made by tools or at run time; never the repository's own words.
_NOT_OURS = {".git", ".venv", "var", "node_modules", "__pycache__"}
_LOCKED = re.compile(r"(^|/)(requirements\.txt$|vendor/)|\.min\.|\.svg$|/migrations/")


@dataclass(frozen=True)
class Source:
    """One text file: its path from the root of the repository, and what stands in it."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree, walked once for all rules."""
        found = tuple(ast.walk(self.tree))
        gc.freeze()  # they live as long as the run: nobody need look through millions of them again
        return found

    @property
    def module(self) -> str:
        """The dotted name of a Python file."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def fault(self, where: ast.AST | int, words: str) -> str:
        line = where if isinstance(where, int) else getattr(where, "lineno", 1)
        return f"{self.path}:{line}: {words}"

    def line_of(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    def matches(self, pattern: str, words: str) -> list[str]:
        """A fault for every place where the pattern stands."""
        return [self.fault(self.line_of(found.start()), words) for found in re.finditer(pattern, self.text)]


@cache
def _ours(folder: Path) -> tuple[Path, ...]:
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.name in _NOT_OURS or path.name.endswith("_cache") or path.name == ".hypothesis":
            continue
        if path.is_dir() and not path.is_symlink():
            found += _ours(path)
        elif path.is_file():
            found.append(path)
    return tuple(found)


@cache
def _source(path: Path) -> Source | None:
    """The file as it stands, read and parsed once a run; None when it is no text."""
    try:
        return Source(path.relative_to(REPOSITORY).as_posix(), path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, FileNotFoundError):
        return None


def files(*names: str, suffix: str = "") -> list[Source]:
    """The text files in these folders (or these files), without locked lists, vendored files and migrations."""
    found = []
    for name in names or (".",):
        start = REPOSITORY / name
        if not start.exists():
            continue
        for path in [start] if start.is_file() else _ours(start):
            short = path.relative_to(REPOSITORY).as_posix()
            if not short.endswith(suffix) or _LOCKED.search(short):
                continue
            if source := _source(path):
                found.append(source)
    return found


def python(*names: str) -> list[Source]:
    return files(*names, suffix=".py")


def product() -> list[Source]:
    """The code that ships."""
    return python("dsr", "portal", "manage.py")


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a chain of names and attributes, seen through calls and subscripts; empty when it is neither."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Subscript):
        return dotted(node.value)
    return ""


def calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Every call with its dotted name: `Case.objects.filter(pk=1).update()` is `Case.objects.filter.update`."""
    for node in source.nodes:
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def imports(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Every imported name, whole: `from dsr import clock` is `dsr.clock`, `from time import time` is `time.time`."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = node.module or ""
            if node.level:
                parts = source.module.split(".")
                is_package = source.path.endswith("__init__.py")
                kept = parts[: len(parts) - node.level + is_package]
                package = ".".join([*kept, package]).strip(".")
            yield from ((node, f"{package}.{alias.name}") for alias in node.names)
