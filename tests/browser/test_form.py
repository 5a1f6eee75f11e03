"""The public page and its form, as a person uses them: on a phone and on a desk, with scripts and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from dsr import parties
from dsr.formats.references import parse
from dsr.models import Case
from dsr.models.case import Delivery
from tests import given
from tests.browser import steps

ERRORS = [
    "Choose whether this is for you or for another person.",
    "Enter the name of the person this is about.",
    "Choose email or paper mail.",
    "Choose yes or no: the law covers people who live in California.",
    "Choose yes, no or not sure.",
]


@pytest.fixture(autouse=True)
def business(site):
    given.a_business()


def only_case(page: Page) -> Case:
    """The done page shows a reference, and it is that of the one case there is."""
    # Looked at again and again: a second press may end the first one's way there.
    expect(page).to_have_url(re.compile("/ask/done/$"))
    case = Case.objects.get()
    assert parse(page.locator(".reference.big").inner_text()) == case.reference
    return case


def test_from_the_first_page_to_the_reference_and_the_date(visitor, way):
    page = visitor(**way)
    page.goto("/")
    assert steps.fits(page), steps.sticks_out(page)
    steps.follow(page, "Ask who received my information")
    assert steps.fits(page), steps.sticks_out(page)
    steps.fill_in(page)
    steps.send(page)
    only_case(page)
    assert steps.fits(page), steps.sticks_out(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")
    expect(steps.main(page)).to_contain_text("We will respond by April 9, 2026.")


def test_errors_stand_in_the_summary_and_beside_each_field(visitor, way):
    page = visitor(**way)
    page.goto(steps.FORM)
    steps.send(page)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error: ")
    assert summary.get_by_role("link").all_inner_texts() == ERRORS
    assert steps.fits(page), steps.sticks_out(page)
    for words in ERRORS:
        beside = page.locator(".question-bad", has_text=words)
        expect(beside.locator(".error-text")).to_be_visible()
    for link, field in ((ERRORS[1], "Full name"), (ERRORS[0], "Me")):
        summary.get_by_role("link", name=link).click()
        expect(page.get_by_label(field, exact=True)).to_be_focused()
    assert not Case.objects.exists()


def test_nothing_typed_is_lost(visitor, way):
    page = visitor(**way)
    page.goto(steps.FORM)
    steps.fill_in(page, email="dana at example.com")
    page.get_by_label("Anything that helps").fill("The blue phone, bought in May")
    steps.send(page)
    expect(page.get_by_role("alert").get_by_role("link")).to_have_text("Enter an email address like name@example.com.")
    expect(page.get_by_label("Full name", exact=True)).to_have_value("Dana Whitlow")
    expect(page.get_by_label("Email address")).to_have_value("dana at example.com")
    expect(page.get_by_label("Anything that helps")).to_have_value("The blue phone, bought in May")
    expect(page.locator('input[name="for_whom"][value="self"]')).to_be_checked()
    page.get_by_label("Email address").fill("dana@example.com")
    steps.send(page)
    case = only_case(page)
    assert parties.sealed_values(case)["hint"] == "The blue phone, bought in May"


def test_for_another_person_by_paper_mail(visitor, way):
    page = visitor(**way)
    page.goto(steps.FORM)
    steps.fill_in(page, name="Mei Castellan", for_whom="another", delivery="mail", household="unsure")
    page.get_by_label("Your full name").fill("Jordan Pike")
    page.get_by_label("Your firm or organization").fill("Pike & Alvarado LLP")
    page.get_by_label("Mailing address").fill("12 Invented Lane\nSacramento, CA 95814")
    assert steps.fits(page), steps.sticks_out(page)
    steps.send(page)
    case = only_case(page)
    expect(steps.main(page)).to_contain_text("Our response comes by paper mail")
    opened = parties.sealed_values(case)
    assert (case.is_for_another, case.delivery) == (True, Delivery.MAIL)
    assert opened["subject"]["name"] == "Mei Castellan"
    assert opened["requester"] == {"name": "Jordan Pike", "postal": "12 Invented Lane\nSacramento, CA 95814"}
    assert opened["agent"]["name"] == "Pike & Alvarado LLP"


def test_a_double_click_makes_one_case(visitor, scripts):
    page = visitor(scripts=scripts)
    page.goto(steps.FORM)
    steps.fill_in(page)
    steps.go_on(page)
    page.get_by_role("button", name=steps.SEND).dblclick(no_wait_after=True)
    only_case(page)


def test_going_back_and_sending_again_makes_one_case(visitor, scripts):
    page = visitor(scripts=scripts)
    page.goto(steps.FORM)
    steps.fill_in(page)
    steps.go_on(page)
    page.go_back()
    expect(page.get_by_label("Full name", exact=True)).to_have_value("Dana Whitlow")
    steps.go_on(page)
    page.reload()
    expect(steps.main(page)).to_contain_text("dana@example.com")
    steps.send(page)
    reference = only_case(page).reference
    page.reload()
    assert only_case(page).reference == reference
    page.go_back()  # to answers that are sent: the next person at the screen sees none of them
    expect(steps.main(page)).not_to_contain_text("dana@example.com")


def test_what_is_asked_under_a_condition_is_shown_under_it_only(visitor):
    page = visitor()
    page.goto(steps.FORM)
    email, postal = page.get_by_label("Email address"), page.get_by_label("Mailing address")
    expect(email).to_be_hidden()
    expect(postal).to_be_hidden()
    steps.choose(page, "delivery", "mail")
    expect(email).to_be_hidden()
    expect(postal).to_be_visible()
    steps.choose(page, "delivery", "email")
    expect(email).to_be_visible()
    expect(postal).to_be_hidden()


def test_without_scripts_every_question_is_shown_with_its_condition(visitor):
    page = visitor(scripts=False)
    page.goto(steps.FORM)
    for label in ("Your full name", "Email address", "Mailing address"):
        expect(page.get_by_label(label)).to_be_visible()
    expect(page.locator(".only-if > legend")).to_have_text(
        ["Only if you chose “Another person”", "Only if you chose “By email”", "Only if you chose “By paper mail”"]
    )


def test_the_keyboard_alone_is_enough(visitor, scripts):
    page = visitor(scripts=scripts)
    page.goto("/")
    tab_to(page, "Ask who received my information", "Enter")
    page.wait_for_url(f"**{steps.FORM}")
    tab_to(page, "Me", "Space")
    type_into(page, "Full name", "Dana Whitlow")
    tab_to(page, "By email", "Space")
    type_into(page, "Email address", "dana@example.com")
    for question in ("ca_resident", "household"):
        tab_to(page, "Yes", "Space", within=f'[data-question="{question}"]')
    tab_to(page, steps.GO_ON, "Enter")
    page.wait_for_url("**/check/")
    tab_to(page, steps.SEND, "Enter")
    only_case(page)


def tab_to(page: Page, words: str, key: str, within: str = "") -> None:
    """Press Tab until what is named so has the focus, which can be seen there; then press the key."""
    for _press in range(40):
        page.keyboard.press("Tab")
        focused = page.locator(f"{within} :focus".strip())
        if focused.count() and name_of(page) == words:
            style = focused.evaluate("e => getComputedStyle(e).outlineStyle")
            assert style != "none", f"The focus on {words} cannot be seen."
            page.keyboard.press(key)
            return
    raise AssertionError(f"Tab never came to {words}.")


def type_into(page: Page, label: str, words: str) -> None:
    tab_to(page, label, "End")
    page.keyboard.type(words)


def name_of(page: Page) -> str:
    """The words of what has the focus: its label's, or its own."""
    words = page.evaluate(
        "() => { const e = document.activeElement; return (e.labels?.length ? e.labels[0] : e).textContent }"
    )
    return re.sub(r"\s+", " ", words).strip()


def test_the_field_for_robots_is_out_of_sight_and_reach(visitor):
    page = visitor(width=360)
    page.goto(steps.FORM)
    trap = page.locator("input[name=subject_line]")
    expect(trap).not_to_be_in_viewport()
    assert trap.get_attribute("tabindex") == "-1"
    expect(page.get_by_role("textbox", name="Leave this empty")).to_have_count(0)
    steps.fill_in(page)
    trap.evaluate("e => { e.value = 'buy now' }")
    steps.send(page)
    expect(page.get_by_role("alert")).to_contain_text("We did not receive your request yet")
    expect(page.get_by_label("Full name", exact=True)).to_have_value("Dana Whitlow")
    assert not Case.objects.exists()
    steps.send(page)
    only_case(page)


def test_at_320_pixels_nothing_scrolls_sideways(visitor, scripts):
    """WCAG 2.2, 1.4.10."""
    page = visitor(width=320, scripts=scripts)
    for address in ("/", steps.FORM):
        page.goto(address)
        assert steps.fits(page), steps.sticks_out(page)
    steps.send(page)
    assert steps.fits(page), steps.sticks_out(page)


def test_text_of_twice_the_size_loses_nothing(visitor):
    """WCAG 2.2, 1.4.4. The page's own size is 112.5 % of 16 pixels: at 36 pixels, all text is twice as large."""
    page = visitor()
    for go in (lambda: page.goto("/"), lambda: page.goto(steps.FORM), lambda: steps.send(page)):
        go()
        page.evaluate("document.documentElement.style.fontSize = '36px'")
        assert steps.fits(page), steps.sticks_out(page)
        assert cut_off(page) == []


@pytest.mark.parametrize(
    ("style", "is_seen"),
    [
        ("width: 400px", lambda page: not steps.fits(page)),
        ("width: 3rem; height: 1rem; overflow: hidden", lambda page: cut_off(page) != []),
    ],
)
def test_a_planted_box_is_seen(visitor, style, is_seen):
    page = visitor(width=360)
    page.goto("/")
    assert not is_seen(page)
    page.locator(".lead").evaluate("(e, style) => { e.style.cssText = style }", style)
    assert is_seen(page)


def cut_off(page: Page) -> list[str]:
    """Words that no longer fit their box, where the box hides what does not fit."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main *, header *, footer *")]
        .filter(e => !e.closest(".visually-hidden, .away") && getComputedStyle(e).overflow !== "visible")
        .filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
        .map(e => e.outerHTML.slice(0, 120))"""
    )
