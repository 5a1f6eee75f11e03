"""The days that a page says outside of a `<time>`."""

import re
from calendar import month_name
from html.parser import HTMLParser

# What a browser shows as text alone, or a person wrote: an option and a title hold no element.
_HOLDS_NONE = {"blockquote", "script", "style", "title", "textarea", "option", "time"}
_WRITTEN = {"letter-kept", "lines", "pre-wrap", "asked", "sheet", "given"}
_EMPTY = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_MONTHS = "|".join({name[:length] for name in month_name[1:] for length in (3, len(name))})
_DAY = re.compile(rf"\b(?:{_MONTHS}) \d{{1,2}}\b(?!:)(?:, \d{{4}})?|(?<![-\w])20\d\d-\d\d-\d\d\b")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _EMPTY:
            return
        is_apart = tag in _HOLDS_NONE or bool(_WRITTEN & set((dict(attrs).get("class") or "").split()))
        self.open.append((tag, is_apart or bool(self.open and self.open[-1][1])))

    def handle_endtag(self, tag: str) -> None:
        if tag in [one for one, _apart in self.open]:
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][1]:
            return
        self.said.append(data)


def bare_days(html: str) -> list[str]:
    """Each with what stands around it."""
    if not _DAY.search(html):
        return []
    page = _Page()
    page.feed(html)
    return [
        " ".join(text[max(0, found.start() - 40) : found.end() + 20].split())
        for text in page.said
        for found in _DAY.finditer(text)
    ]


def without_times(html: str) -> str:
    """The page as its words read, whatever day in them has an element of its own."""
    return re.sub(r"</?time\b[^>]*>", "", html)
