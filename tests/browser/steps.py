"""What a person does on a page, and what every page must hold."""

from playwright.sync_api import Locator, Page

FORM = "/ask/shine-the-light/"
GO_ON = "Continue"
SEND = "Send my request"


def choose(page: Page, question: str, value: str) -> None:
    page.locator(f'input[name="{question}"][value="{value}"]').check()


def fill_in(page: Page, *, name: str = "Dana Whitlow", email: str = "dana@example.com", **changes: str) -> None:
    """Fill the open public form: for oneself, to be answered by email, unless told otherwise."""
    choose(page, "for_whom", changes.get("for_whom", "self"))
    page.get_by_label("Full name", exact=True).fill(name)
    choose(page, "delivery", changes.get("delivery", "email"))
    if changes.get("delivery", "email") == "email":
        page.get_by_label("Email address").fill(email)
    choose(page, "ca_resident", "yes")
    choose(page, "household", changes.get("household", "yes"))


def go_on(page: Page) -> None:
    """From the questions of a form to the next page: the answers to be checked, or what is wrong with them."""
    with page.expect_navigation():
        page.get_by_role("button", name=GO_ON).click()


def send(page: Page) -> None:
    """Send the open form: its answers are looked at before."""
    if page.get_by_role("button", name=GO_ON).count():
        go_on(page)
    if page.get_by_role("button", name=SEND).count():
        with page.expect_navigation():
            page.get_by_role("button", name=SEND).click()


def press(page: Page, words: str) -> None:
    """Press the first button of these words in the main part: the notice has some of the page below it, too."""
    page.locator("main").get_by_role("button", name=words, exact=True).first.click()


def follow(page: Page, words: str) -> None:
    """Follow the link of these words in the main part; the next page stands when this returns."""
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=words, exact=True).click()


def open_request(page: Page, reference: str) -> None:
    """Follow a row of the queue, by the reference that is part of its link's name."""
    with page.expect_navigation():
        page.locator("table.requests").get_by_role("link", name=reference).click()


def find(page: Page, text: str) -> None:
    """Find it from the top bar: in its field, or on a narrow screen behind its sign."""
    if page.locator("#find-small").is_hidden() and page.locator(".find-menu > summary").is_visible():
        page.locator(".find-menu > summary").click()
    field = page.locator("#find-wide" if page.locator("#find-wide").is_visible() else "#find-small")
    field.fill(text)
    with page.expect_navigation():
        field.press("Enter")


def go_to(page: Page, place: str) -> None:
    """Follow a place of the top bar, which on a narrow screen stands in a menu."""
    if page.locator(".places-menu > summary").is_visible():
        page.locator(".places-menu > summary").click()
    with page.expect_navigation():
        page.get_by_role("navigation", name="Desk").get_by_role("link", name=place, exact=True).click()


def unfold(page: Page, words: str) -> None:
    """Open what is folded under these words; the browser does it without scripts too."""
    page.locator("summary", has_text=words).click()


def main(page: Page) -> Locator:
    return page.locator("main")


def fits(page: Page) -> bool:
    """No sideways scroll: the page is no wider than its window (WCAG 2.2, 1.4.10)."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def sticks_out(page: Page) -> list[str]:
    """What reaches beyond the window, for the words of a failure; what scrolls by itself is left out."""
    return page.evaluate(
        """() => [...document.querySelectorAll("body *")]
        .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .filter(e => !e.closest(".table-scroll, pre, iframe, .visually-hidden"))
        .map(e => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`).slice(0, 8)"""
    )
