"""axe on a page as it stands: light and dark, on a phone and on a desk."""

import functools
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

from tests.browser import measures

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A bar that sticks covers a part of whatever happens to lie under it: it stands at its place while axe looks.
RUN = """options => {
  const bars = [...document.querySelectorAll(".decision-bar")];
  bars.forEach(bar => { bar.style.position = "static"; });
  return axe.run(document, options).then(found => {
    bars.forEach(bar => { bar.style.position = ""; });
    return found.violations.map(v => [v.id, v.nodes.map(n => n.html)]);
  });
}"""
SIZES = {1280: {"width": 1280, "height": 800}, 360: {"width": 360, "height": 740}}
LOOKS = ((1280, "light"), (360, "dark"))
# Two thirds of the time of all rules. What they find depends on the scheme, and the sheets set no color by width.
OF_COLOR = ("color-contrast", "link-in-text-block")


@functools.cache
def _axe() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, *, is_alike: bool = False) -> list[str]:
    """Every rule in light on a desk and in dark on a phone; of every page but a letter its measures, too.

    `is_alike`: the page is made of parts that were looked at on other pages, with their colors and in both sizes;
    how they are put together shows on the phone.
    """
    page.evaluate(_axe())
    found = []
    for width, scheme in LOOKS[1:] if is_alike else LOOKS:
        page.set_viewport_size(SIZES[width])
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate("scrollTo(0, 0)")  # what a bar covers depends on how far somebody scrolled
        found += [f"{width} {scheme}: {fault}" for fault in _run(page, with_colors=not is_alike)]
        found += measures.faults(page, width) if measures.is_of_site(page) else []
    page.emulate_media(color_scheme="light")
    return found


def _run(page: Page, *, with_colors: bool) -> list[str]:
    # A letter in its frame may run nothing; it is looked at as a page of its own.
    options: dict[str, Any] = {"resultTypes": ["violations"], "iframes": False, "selectors": False}
    options["runOnly"] = {"type": "tag", "values": TAGS}
    if not with_colors:
        options["rules"] = {rule: {"enabled": False} for rule in OF_COLOR}
    return [f"{rule} at {nodes[0][:160]} ({len(nodes)})" for rule, nodes in page.evaluate(RUN, options)]
