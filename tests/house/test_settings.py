"""Every setting that is read stands in .env.example, and the reverse; dsr/ reads none itself."""

import ast
import re
import tomllib

from tests.house.source import REPOSITORY, Source, calls, dotted, files, python

# Read from the environment, but not for a person to set.
_INTERNAL = {
    "DAYLIGHT_READY_FILE",  # between the supervisor and the worker it starts
    "DJANGO_SETTINGS_MODULE",  # always portal.settings
    "XDG_RUNTIME_DIR",  # of the operating system
}
_READERS = {"installation", "required", "optional", "number", "roles", "scanner", "readable", "_set"}
_OF_ENVIRON = {"get", "setdefault", "pop", "getenv"}
_NAME = re.compile(r"[A-Z][A-Z0-9_]{2,}")


def _names(parts: list[ast.expr]) -> list[str]:
    values = [part.value for part in parts if isinstance(part, ast.Constant)]
    return [value for value in values if isinstance(value, str) and _NAME.fullmatch(value)]


def read(sources: list[Source]) -> dict[str, str]:
    """The settings that are read, by name, with the place."""
    found: dict[str, str] = {}
    for source in sources:
        for node, name in calls(source):
            last = name.rpartition(".")[2]
            if last in _READERS or (last in _OF_ENVIRON and re.search(r"\b(environ|os)\b", name)):
                found.update((word, source.fault(node, word)) for word in _names(node.args)[:1])
        for node in source.nodes:
            is_environ = isinstance(node, ast.Subscript) and dotted(node.value).endswith("environ")
            if is_environ and isinstance(node.ctx, ast.Load):
                found.update((word, source.fault(node, word)) for word in _names([node.slice]))
    return {name: place for name, place in found.items() if name not in _INTERNAL}


def documented(example: Source) -> dict[str, str]:
    names = re.finditer(r"^#? ?([A-Z][A-Z0-9_]+)=", example.text, re.MULTILINE)
    return {found[1]: example.fault(example.line_of(found.start()), found[1]) for found in names}


def faults(sources: list[Source], example: Source) -> list[str]:
    reads, says = read(sources), documented(example)
    return [f"{reads[name]} is not in .env.example" for name in sorted(reads.keys() - says.keys())] + [
        f"{says[name]} is read nowhere" for name in sorted(says.keys() - reads.keys())
    ]


def read_by_dsr(sources: list[Source]) -> list[str]:
    return [
        source.fault(node, "settings come from django.conf")
        for source in sources
        for node in source.nodes
        if isinstance(node, ast.Attribute) and dotted(node) in {"os.environ", "os.getenv"}
    ]


def test_every_setting_is_documented_and_read() -> None:
    (example,) = files(".env.example")
    assert faults(python("portal", "manage.py"), example) == []


def test_dsr_reads_no_environment() -> None:
    assert read_by_dsr(python("dsr")) == []


def test_a_planted_setting_is_found() -> None:
    example = Source(".env.example", "LISTEN=\n")
    for planted in (
        "os.environ.get('NEW_ONE', '')",
        "os.environ['NEW_ONE']",
        "number('NEW_ONE', 1)",
        "_set(environ, 'NEW_ONE')",
        "os.getenv('NEW_ONE')",
    ):
        code = f"LISTEN = optional('LISTEN', '')\nx = {planted}\n"
        assert faults([Source("portal/settings.py", code)], example), planted
    assert faults([], example)
    assert read_by_dsr([Source("dsr/formats/pdf.py", "import os\nx = os.environ['A_B']\n")])


def test_warnings_are_errors() -> None:
    """A first filter of "error"; what may be ignored is named, each with a message or a module."""
    options = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    first, *others = options["filterwarnings"]
    assert first == "error"
    assert all(re.fullmatch(r"ignore:[^:]{10,}.*|ignore::[\w.]+:[\w.]+", line) for line in others), others
