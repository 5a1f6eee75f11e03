"""The report as a web page, as a part of a page, and as plain text for mail.

The checksum stands in documents alone: no part of a letter carries it, as the PDF beside it does.
"""

import re
import textwrap
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from dsr.disclosures.report.facts import Category, Facts, check_facts
from dsr.disclosures.report.wording import is_long, words

# Control characters have no place in HTML or mail; line breaks and tabs do.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def render_html(facts: Facts) -> str:
    """Give a whole HTML document with its own style sheet and nothing from elsewhere, fit for mail."""
    return _render("report/document.html", facts)


def render_fragment(facts: Facts) -> str:
    """Give the report without head, title and style, its headings from level 2, to stand in another page."""
    return _render("report/fragment.html", facts)


def render_text(facts: Facts) -> str:
    """Give the report as plain text, 76 columns wide where words allow it, for the text part of a mail."""
    check_facts(facts)
    with translation.override(facts["language"]):
        return "\n".join(_lines(_clean(facts)))


def _render(template: str, facts: Facts) -> str:
    check_facts(facts)
    clean = _clean(facts)
    with translation.override(facts["language"]):
        shown = {"facts": clean, "words": words(facts), "is_long": is_long(facts)}
        return render_to_string(template, shown)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _CONTROLS.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list) else value


def _lines(facts: Facts) -> list[str]:
    said = words(facts)
    lines = [facts["business"]["name"], "", *_headed(said["title"], "="), *_wrapped(said["law"]), ""]
    lines += [*_wrapped(said["statement"]), ""]
    for paragraph in said["about"]:
        lines += [*_wrapped(paragraph), ""]
    if facts["categories"]:
        lines += [*_headed(said["categories_heading"]), *_listed(facts["categories"]), ""]
    if facts["recipients"]:
        lines += _recipients(facts)
    if facts["same_brand"]:
        lines += [*_headed(said["same_brand_heading"]), *_wrapped(said["same_brand_intro"])]
        lines += [*_listed(facts["same_brand"]["categories"]), ""]
    lines += _headed(said["source_heading"])
    lines += [f"{name}: {value}" for name, value in said["source_in_letter"]]
    return [*lines, "", facts["business"]["name"], *facts["business"]["postal_address"].splitlines(), ""]


def _recipients(facts: Facts) -> list[str]:
    said = words(facts)
    lines = _headed(said["recipients_heading"])
    if is_long(facts):
        return [*lines, *_wrapped(said["summary"]), ""]
    lines += [*_wrapped(said["recipients_intro"]), ""]
    for number, recipient in enumerate(facts["recipients"], start=1):
        lines.append(f"{number}. {' '.join(recipient['name'].split())}")
        lines += [f"   {line}" for line in recipient["address"].splitlines()]
        if recipient["examples"]:
            lines += _wrapped(f"{said['columns'][2]}: {recipient['examples']}", "   ")
        lines.append("")
    return lines


def _headed(heading: str, under: str = "-") -> list[str]:
    lines = _wrapped(heading)
    return [*lines, under * max(map(len, lines))]


def _listed(categories: list[Category]) -> list[str]:
    return [line for c in categories for line in _wrapped(f"* {c['words']} ({c['cite']})", "", "  ")]


def _wrapped(text: str, indent: str = "", following: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        76,
        initial_indent=indent,
        subsequent_indent=indent if following is None else following,
        break_long_words=False,
        break_on_hyphens=False,
    )
