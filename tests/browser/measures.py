"""What every page must hold at every width: targets, type, sideways scroll, one heading, bars that stick."""

from typing import Any

from playwright.sync_api import Page

from dsr.formats.accent_color import contrast
from tests.bare_days import bare_days
from tests.browser import steps

DESK, PHONE, NARROW = 1280, 360, 320
# By width: no target is smaller, and what sticks to the window covers no more of it.
LEAST_TARGET = {DESK: 24, PHONE: 44}
MOST_STUCK = {DESK: 104, PHONE: 112}

# In pixels: the text's own size and three beside it, and how many characters a line of running text has at most.
SIZES, LONGEST_LINE = {13, 14, 16, 20}, 80

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
  const leaves = [];
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (walk.currentNode.data.trim() && seen(e) && !e.closest(".visually-hidden, option, svg, .sheet")) leaves.push(e);
  }
  const lines = e => new Set([...e.getClientRects()].map(one => Math.round(one.top))).size;
  const within = e => { const range = document.createRange(); range.selectNodeContents(e); return lines(range); };
  const length = e => e.innerText.trim().length;
  const long = [...document.querySelectorAll("main p")].filter(e =>
    seen(e) && !e.closest(".case-head, .bundle, .meta") && length(e) / Math.max(1, within(e)) > %d);
  const size = e => parseFloat(getComputedStyle(e).fontSize);
  const isDense = document.documentElement.matches(".dense"); // the way in is set as what the public reads
  return {
    sizes: (isDense ? leaves : []).map(e => [size(e), e.innerText.trim().slice(0, 30)]),
    long: long.map(e => e.innerText.trim().slice(0, 40)),
    targets: targets.map(e => [heights(e), `${e.tagName} “${(e.innerText || e.name || "").trim().slice(0, 30)}”`]),
    heads: [...document.querySelectorAll("h1")].map(e => e.textContent.trim().replace(/\\s+/g, " ")),
    title: document.title.replace(/\\s+/g, " "),
    stuck: Math.round(stuck.reduce((sum, e) => sum + box(e).height, 0)),
    beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}""".replace("%d", str(LONGEST_LINE))
# Colors as the browser draws them, through what is transparent down to the page.
_COLORS = """() => {
  const parts = color => (color.match(/[\\d.]+/g) || []).map(Number);
  const ground = e => {
    for (let one = e; one; one = one.parentElement) {
      const found = parts(getComputedStyle(one).backgroundColor);
      if (found.length === 3 || found[3] > 0.99) return found.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const seen = e => e.checkVisibility() && e.getBoundingClientRect().width > 1;
  const kinds = "main input:not([type=hidden], [type=checkbox], [type=radio]), main select, main textarea";
  const fields = [...document.querySelectorAll(kinds)].filter(seen);
  const body = document.querySelector("main");
  const edge = e => parts(getComputedStyle(e).borderTopColor).slice(0, 3);
  return {
    body: [parts(getComputedStyle(body).color).slice(0, 3), ground(body)],
    edges: fields.map(e => [edge(e), ground(e.parentElement)]),
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
    if others := [words for size, words in found["sizes"] if round(size) not in SIZES]:
        said.append(f"text of another size: {others[:4]}")
    if found["long"]:
        said.append(f"lines of more than {LONGEST_LINE} characters: {found['long'][:4]}")
    if found["stuck"] > most:
        said.append(f"{found['stuck']} px stick, more than {most}")
    if bare := bare_days(page.content()):
        said.append(f"days outside of a time: {bare[:4]}")
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


def pale(page: Page) -> list[str]:
    """Body text under 7 : 1, and edges of fields under 3 : 1."""
    found: dict[str, Any] = page.evaluate(_COLORS)
    words, ground = map(tuple, found["body"])
    wrong = [] if contrast(words, ground) >= 7 else [f"body text {contrast(words, ground):.1f}"]
    return wrong + [
        f"an edge {contrast(tuple(edge), tuple(under)):.2f}"
        for edge, under in found["edges"]
        if contrast(tuple(edge), tuple(under)) < 3
    ]


def _beyond(page: Page, text: int) -> list[str]:
    """What reaches beyond the window for a reader whose browser has text of so many pixels."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": text}})
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found = [] if steps.fits(page) else steps.sticks_out(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": _STANDARD}})
    session.detach()
    return found
