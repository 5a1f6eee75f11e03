"""Typeset documents: a Typst template and plain data become one tagged PDF (PDF/UA-1 and PDF/A-2a)."""

import contextlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from dsr.errors import CannotCompile
from dsr.formats import glyphs

# PDF/A wants a date of making, 2000-01-01 here: the time of day would give other bytes for the same words.
_DATE = 946_684_800
# Sets each text of a list by itself, in the light and the heavy face.
_PROBE = b"""#set document(title: "x")
#set text(font: "Noto Sans")
#for text in json(bytes(sys.inputs.data)) [#par(text) #par(strong(text))]"""


def compile(template: str, data: dict[str, Any]) -> bytes:
    """Set `template` (a path below templates/, such as "report/report.typ") with `data` (what JSON can hold).

    The template reads `json(bytes(sys.inputs.data))`: data is never markup. Text that no shipped font can
    show is replaced by a placeholder, and `data.replaced` tells the template whether that happened. The same
    template and data give the same bytes. Raises CannotCompile, whose text holds nothing of the data.
    """
    root = settings.BASE_DIR / "templates"
    for attempt in (_nothing, _stubborn, set[str]):
        # The cause of a failure is not chained: the typesetter quotes the text, which may be somebody's name.
        with contextlib.suppress(typst.TypstError):
            return _typeset(root / template, root, _replaced(data, attempt(_texts(data))))
    raise CannotCompile(f"The document {template} could not be set.")


def _typeset(template: Any, root: Path, data: object) -> bytes:
    # The template is a path, or markup as bytes; the stubs of typst want one type for it and the root.
    return typst.compile(
        template,
        root=root,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=_DATE,
    )


@cache
def _fonts() -> typst.Fonts:
    # Only the fonts whose characters dsr.formats.glyphs knows, so the two can never disagree.
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(glyphs.FONTS)])


def _nothing(texts: list[str]) -> set[str]:
    return set()


def _stubborn(texts: list[str]) -> set[str]:
    """Find by halves the texts that cannot be set though each of their characters can (rare piles of marks)."""
    try:
        _typeset(_PROBE, settings.BASE_DIR, [glyphs.printable(text) for text in texts])
    except typst.TypstError:
        if len(texts) == 1:
            return set(texts)
        half = len(texts) // 2
        return _stubborn(texts[:half]) | _stubborn(texts[half:])
    return set()


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = value.values()
    return [text for item in value for text in _texts(item)] if isinstance(value, Iterable) else []


def _replaced(data: dict[str, Any], stubborn: set[str]) -> dict[str, Any]:
    is_replaced = False

    def shown(value: Any) -> Any:
        nonlocal is_replaced
        if isinstance(value, str):
            text = glyphs.plain(value) if value in stubborn else glyphs.printable(value)
            is_replaced = is_replaced or text.count("[U+") > value.count("[U+")
            return text
        if isinstance(value, dict):
            return {key: shown(item) for key, item in value.items()}
        return [shown(item) for item in value] if isinstance(value, list | tuple) else value

    return {**shown(data), "replaced": is_replaced}
