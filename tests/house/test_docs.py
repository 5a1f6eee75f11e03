"""The page of kinds says what the code says."""

import importlib.util
from dataclasses import replace
from types import ModuleType

from dsr.kinds import base
from tests.given_law import another_law, typed_numbers
from tests.house.source import REPOSITORY

__all__ = ["another_law"]


def _writer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_kinds", REPOSITORY / "docs" / "write_kinds.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_kinds_is_what_the_code_gives() -> None:
    writer = _writer()
    assert writer.PAGE.read_text(encoding="utf-8") == writer.page(), "Write it anew: python docs/write_kinds.py"


def test_the_page_of_kinds_says_the_laws_numbers_as_they_are(another_law: dict[int, int]) -> None:
    writer = _writer()
    writer._REASONABLE_DAYS = 4999
    said = writer.page()
    assert typed_numbers(said) == []
    assert "(for 4001 days, unless renewed)" in said


def test_a_planted_change_is_found() -> None:
    writer = _writer()
    before = writer.page()
    kind = next(iter(base.every()))
    base._kinds[kind.code] = replace(kind, summary="Another summary.")
    try:
        assert writer.page() != before
    finally:
        base._kinds[kind.code] = kind
