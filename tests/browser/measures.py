"""What every page must hold at every width: targets, sideways scroll, one heading, bars that stick."""

from typing import Any

from playwright.sync_api import Page

from tests.browser import steps

DESK, PHONE, NARROW = 1280, 360, 320
# By width: no target is smaller, and what sticks to the window covers no more of it.
LEAST_TARGET = {DESK: 24, PHONE: 44}
MOST_STUCK = {DESK: 104, PHONE: 112}

# A link inside a sentence or a citation, and what only a reader of another kind sees, is no target of its own.
_MEASURE = """() => {
  const box = e => e.getBoundingClientRect();
  const seen = e => e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}) && box(e).width > 1;
  const inSentence = e => e.tagName === "A" && getComputedStyle(e).display === "inline"
    && (e.closest("cite") || e.parentElement.textContent.trim().length > e.textContent.trim().length + 1);
  const widgets = "a[href], button, summary, select, textarea, input:not([type=hidden]), label:has(input)";
  const targets = [...document.querySelectorAll(widgets)].filter(e =>
    seen(e) && !inSentence(e) && !e.matches("label input") && !e.closest(".demo-bar, .skip, .visually-hidden"));
  const heights = e => Math.min(box(e).width, box(e).height);
  const stuck = [...document.querySelectorAll("header.bar, .decision-bar, .bulk-bar")]
    .filter(e => seen(e) && ["sticky", "fixed"].includes(getComputedStyle(e).position));
  return {
    targets: targets.map(e => [heights(e), `${e.tagName} “${(e.innerText || e.name || "").trim().slice(0, 30)}”`]),
    heads: [...document.querySelectorAll("h1")].map(e => e.textContent.trim().replace(/\\s+/g, " ")),
    title: document.title.replace(/\\s+/g, " "),
    stuck: Math.round(stuck.reduce((sum, e) => sum + box(e).height, 0)),
    beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}"""
_STANDARD = 16  # pixels of text, as a browser has it where its reader chose nothing


def is_of_site(page: Page) -> bool:
    """A page of the desk, or one that anybody may see; no letter, which has nothing of the site around it."""
    return page.locator("body > header").count() == 1 and page.locator("link[rel=stylesheet]").count() > 0


def faults(page: Page, width: int) -> list[str]:
    """What the page breaks in its window of this width; on a desk also with text twice as large, on a phone at 320.

    A window of 320 is one of 1280 at 400 %.
    """
    found: dict[str, Any] = page.evaluate(_MEASURE)
    least, most = LEAST_TARGET[width], MOST_STUCK[width]
    small = [f"{words} is {size:.0f}" for size, words in found["targets"] if size < least - 0.5]
    said = [f"targets under {least}: {small[:4]} ({len(small)})"] if small else []
    if len(found["heads"]) != 1 or not found["title"].removeprefix("Error: ").startswith(found["heads"][0]):
        said.append(f"its heading is not its title: {found['heads']}, {found['title']}")
    if found["stuck"] > most:
        said.append(f"{found['stuck']} px stick, more than {most}")
    if found["beyond"] > 0:
        said.append(f"it scrolls sideways by {found['beyond']}")
    if width == DESK and (twice := _beyond(page, 2 * _STANDARD)):
        said.append(f"with twice the text it scrolls sideways: {twice}")
    if width == PHONE:
        page.set_viewport_size({"width": NARROW, "height": 740})
        if (beyond := page.evaluate(_MEASURE)["beyond"]) > 0:
            said.append(f"at {NARROW} it scrolls sideways by {beyond}")
        page.set_viewport_size({"width": PHONE, "height": 740})
    return [f"{width}: {one}" for one in said]


def _beyond(page: Page, text: int) -> list[str]:
    """What reaches beyond the window for a reader whose browser has text of so many pixels."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": text}})
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found = [] if steps.fits(page) else steps.sticks_out(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": _STANDARD}})
    session.detach()
    return found
