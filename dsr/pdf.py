"""Typeset documents: a Typst template and plain data become one tagged PDF (PDF/UA-1 and PDF/A-2a)."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import typst
from django.conf import settings

from dsr import glyphs
from dsr.errors import CannotCompile

# PDF/A wants a date of making, 2000-01-01 here: the time of day would give other bytes for the same words.
_DATE = 946_684_800


def compile(template: str, data: dict[str, Any]) -> bytes:
    """Set `template` (a path below templates/, such as "report/report.typ") with `data` (what JSON can hold).

    The template reads `json(bytes(sys.inputs.data))`: data is never markup. Text that no shipped font can
    show is replaced by a placeholder, and `data.replaced` tells the template whether that happened. The same
    template and data give the same bytes. Raises CannotCompile, whose text holds nothing of the data.
    """
    for shown in (glyphs.printable, glyphs.plain):
        try:
            return _typeset(template, _replace(data, shown) | {"replaced": _is_changed(data, shown)})
        except typst.TypstError:
            # The cause is not chained: the words of Typst quote the text, which may be somebody's name.
            continue
    raise CannotCompile(f"The document {template} could not be set.") from None


def _typeset(template: str, data: dict[str, Any]) -> bytes:
    root = settings.BASE_DIR / "templates"
    return typst.compile(
        root / template,
        root=root,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=_DATE,
    )


@cache
def _fonts() -> typst.Fonts:
    # Only the fonts whose characters dsr.glyphs knows, so the two can never disagree.
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in glyphs.folders()],
    )


def _replace(value: Any, shown: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {key: _replace(item, shown) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_replace(item, shown) for item in value]
    return value


def _is_changed(value: Any, shown: Callable[[str], str]) -> bool:
    if isinstance(value, str):
        return "[U+" in shown(value) and "[U+" not in value
    if isinstance(value, dict):
        return any(_is_changed(item, shown) for item in value.values())
    return isinstance(value, list | tuple) and any(_is_changed(item, shown) for item in value)
