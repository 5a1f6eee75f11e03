"""axe on a page as it stands: light and dark, on a phone and on a desk."""

import functools
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = (
    "options => axe.run(document, options).then(found => found.violations.map(v => [v.id, v.nodes.map(n => n.html)]))"
)
SIZES = {1280: {"width": 1280, "height": 800}, 360: {"width": 360, "height": 740}}
LOOKS = ((1280, "light", False), (360, "dark", False), (360, "light", True), (1280, "dark", True))


@functools.cache
def _axe() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, *, is_alike: bool = False) -> list[str]:
    """Every rule at both widths, and what depends on color in light and dark at both.

    `is_alike`: the page is made of parts that were looked at so on other pages; light on a desk, dark on a phone.
    """
    page.evaluate(_axe())
    found = []
    for width, scheme, only_colors in LOOKS[:2] if is_alike else LOOKS:
        page.set_viewport_size(SIZES[width])
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{width} {scheme}: {fault}" for fault in _run(page, only_colors)]
    page.emulate_media(color_scheme="light")
    return found


def _run(page: Page, only_colors: bool) -> list[str]:
    # A letter in its frame may run nothing; it is looked at as a page of its own.
    options: dict[str, Any] = {"resultTypes": ["violations"], "iframes": False}
    options["runOnly"] = {"type": "tag", "values": TAGS}
    if only_colors:
        options["runOnly"] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
    return [f"{rule} at {nodes[0][:160]} ({len(nodes)})" for rule, nodes in page.evaluate(RUN, options)]
