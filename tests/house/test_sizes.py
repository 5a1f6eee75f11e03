"""Small files, small functions, and a first line that says what a file is."""

import ast

from tests.house.source import Source, files, python

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40
MOST_PARAMETERS = 6  # more are a record: a frozen dataclass whose docstring says what they are
MOST_LINES_OF_A_TEMPLATE = 150
MOST_LINES_OF_A_DOCSTRING = 3
_MAPS = ("dsr/__init__.py", "portal/__init__.py")  # their docstrings are the maps of the code


def long_files(sources: list[Source], most: int = MOST_LINES) -> list[str]:
    return [
        source.fault(1, f"{count} lines, at most {most}")
        for source in sources
        if (count := len(source.text.splitlines())) > most
    ]


def long_functions(sources: list[Source]) -> list[str]:
    return [
        source.fault(node, f"{node.name} has {count} lines, at most {MOST_LINES_OF_A_FUNCTION}")
        for source in sources
        for node in source.nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (count := (node.end_lineno or 0) - node.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    ]


def long_calls(sources: list[Source]) -> list[str]:
    """Functions with many parameters. The object of a method counts for none."""
    found = []
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                given = node.args
                names = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
                rest = [one.arg for one in (given.vararg, given.kwarg) if one]
                count = len([name for name in [*names, *rest] if name not in {"self", "cls"}])
                if count > MOST_PARAMETERS:
                    found.append(source.fault(node, f"{node.name} takes {count}, at most {MOST_PARAMETERS}"))
    return found


def silent_files(sources: list[Source]) -> list[str]:
    """Files without a docstring of 1 to 3 lines. An empty __init__.py has nothing to say."""
    found = []
    for source in sources:
        if not source.text.strip() and source.path.endswith("__init__.py"):
            continue
        said = ast.get_docstring(source.tree) or ""
        if not said:
            found.append(source.fault(1, "no docstring says what this file is"))
        elif len(said.splitlines()) > MOST_LINES_OF_A_DOCSTRING and source.path not in _MAPS:
            found.append(source.fault(1, f"the docstring is longer than {MOST_LINES_OF_A_DOCSTRING} lines"))
    return found


def test_files_are_small() -> None:
    assert long_files([*python(), *files("portal/static", suffix=".css"), *files("portal/static", suffix=".js")]) == []


def test_functions_are_small() -> None:
    assert long_functions(python()) == []


def test_functions_take_few_parameters() -> None:
    assert long_calls([one for one in python("dsr", "portal") if "/migrations/" not in one.path]) == []


def test_templates_are_small() -> None:
    assert long_files(files("templates"), MOST_LINES_OF_A_TEMPLATE) == []


def test_every_file_says_what_it_is() -> None:
    assert silent_files(python()) == []


def test_a_planted_size_is_found() -> None:
    assert long_files([Source("dsr/x.py", "\n" * 301)])
    assert not long_files([Source("dsr/x.py", "\n" * 300)])
    assert long_files([Source("templates/x.html", "<p>\n" * 151)], MOST_LINES_OF_A_TEMPLATE)
    assert long_functions([Source("dsr/x.py", "def f():\n" + "    x = 1\n" * 40)])
    assert not long_functions([Source("dsr/x.py", "def f():\n" + "    x = 1\n" * 39)])
    assert long_functions([Source("dsr/x.py", "class A:\n    async def f(self):\n" + "        x = 1\n" * 40)])


def test_a_planted_list_of_parameters_is_found() -> None:
    assert long_calls([Source("dsr/x.py", "def f(a, b, c, *, d, e, f, g):\n    pass\n")])
    assert long_calls([Source("dsr/x.py", "class A:\n    def f(self, a, b, c, d, e, *f, **g):\n        pass\n")])
    assert not long_calls([Source("dsr/x.py", "class A:\n    def f(self, a, b, c, d, e, f):\n        pass\n")])


def test_a_planted_silence_is_found() -> None:
    assert silent_files([Source("dsr/x.py", "x = 1\n")])
    assert silent_files([Source("dsr/x.py", '"""One.\n\nTwo.\nThree.\n"""\n')])
    assert not silent_files([Source("dsr/y/__init__.py", "")])
