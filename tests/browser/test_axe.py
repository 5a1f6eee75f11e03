"""axe finds nothing on any page: WCAG 2.2 A and AA and its best practice, light and dark, on a phone and on a desk."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from dsr.lifecycle import Who
from dsr.models import Business, Disclosure, Recipient
from portal.demo import MAIL_BACKEND
from portal.public.form import views
from portal.web import rate_limits
from tests import given
from tests.browser import accessible, pages, steps
from tests.browser.desk_in_every_state import Desk, build
from tests.browser.pages import Stop
from tests.given_copies import restored


def faults(stops: Iterable[Stop], visitor: Callable[..., Page], desk: Desk | None = None) -> list[str]:
    """What axe finds on each stop, under its name."""
    browsers: dict[object, Page] = {}
    found = []
    for stop in stops:
        if stop.who not in browsers:
            browsers[stop.who] = visitor(desk.people[stop.who] if desk and stop.who else None)
        page = browsers[stop.who]
        stop.go(page)
        found += [f"{stop.name}: {fault}" for fault in accessible.violations(page, is_alike=stop.is_alike)]
    return found


def test_what_anybody_may_see(visitor):
    given.a_business()
    Business.objects.update(is_ccpa_business=True, sells=True, toll_free_phone="1-800-555-0142", phone_offered=True)
    assert faults(pages.public(), visitor) == []


def test_what_staff_see(visitor, frozen):
    desk = build(frozen)
    assert faults([*pages.of_desk(desk), *pages.of_letters(desk), *pages.of_account()], visitor, desk) == []


def test_what_who_gives_out_evidence_sees(visitor, frozen):
    case = given.in_review()
    administrator = given.an_account(Who.ADMINISTRATOR)
    desk = Desk({"review": case}, {Who.ADMINISTRATOR: administrator})
    assert faults(pages.of_evidence(desk), visitor, desk) == []


def test_a_restored_copy_before_its_release_and_after(visitor):
    given.in_review()
    restored()
    page = visitor(given.an_account(Who.ADMINISTRATOR))
    page.goto("/desk/copy/")
    found = accessible.violations(page)
    steps.press(page, "Release this desk")
    page.get_by_label("Password").fill(given.PASSWORD)
    with page.expect_navigation():
        page.locator("main form button").first.click()
    page.goto("/desk/copy/")
    if page.get_by_role("button", name="Release this desk").count():
        with page.expect_navigation():
            steps.press(page, "Release this desk")
    expect(steps.main(page).get_by_role("checkbox")).to_have_count(2)
    assert found + accessible.violations(page) == []


def test_a_desk_with_nothing_to_do_and_one_that_is_blocked(visitor):
    page = visitor(given.an_account(Who.ADMINISTRATOR))
    page.goto("/desk/")
    assert accessible.violations(page) == []
    _a_ledger_with_gaps()
    given.in_review()
    page.reload()
    steps.main(page).locator("td.person a").click()
    assert "Blocked: the disclosures have gaps" in steps.main(page).inner_text()
    assert accessible.violations(page) == []


def _a_ledger_with_gaps() -> None:
    """One recipient without an address, whose name tells nothing."""
    business = given.a_ledger(recipients=0)
    Recipient.objects.create(business=business, key="r", name="Cinder Cone Partners", from_version=1)
    year = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}
    Disclosure.objects.create(
        business=business, key="d", recipient_key="r", categories=["i"], purpose="Calls", from_version=1, **year
    )


def test_what_went_wrong(visitor, monkeypatch, settings):
    given.a_business()
    page = visitor()
    for go in (_stale, _lost_sign_in):
        go(page)
        assert accessible.violations(page) == []
    monkeypatch.setattr(rate_limits, "PUBLIC_FORM", replace(rate_limits.PUBLIC_FORM, times=0))
    page.goto(steps.FORM)
    steps.fill_in(page)
    steps.send(page)
    assert "Send it again in an hour" in page.get_by_role("alert").inner_text()
    assert accessible.violations(page) == []
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    for _press in range(2):
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill("nobody@example.com")
        page.get_by_label("Password").fill("wrong")
        steps.press(page, "Sign in")
    assert steps.main(page).inner_text().startswith("Please wait a little")
    assert accessible.violations(page) == []
    monkeypatch.setattr(views, "today", lambda: 1 / 0)
    page.goto("/")
    assert steps.main(page).inner_text().startswith("Something went wrong on our side")
    assert accessible.violations(page) == []


def _stale(page: Page) -> None:
    page.goto(steps.FORM)
    steps.fill_in(page)
    page.context.clear_cookies()
    steps.send(page)
    assert "once more" in page.get_by_role("alert").inner_text()


def _lost_sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.context.clear_cookies()
    steps.press(page, "Sign in")
    assert steps.main(page).inner_text().startswith("Please send that once more")


@pytest.fixture
def demo(site, settings, tmp_path):
    settings.DEMO, settings.ROOT_URLCONF, settings.VAR_DIR = True, "tests.browser.demo_urls", tmp_path
    settings.EMAIL_BACKEND = MAIL_BACKEND


def test_the_demo(visitor, demo):
    page = visitor()
    given.a_business()
    page.goto("/demo/mailbox/")
    assert accessible.violations(page) == []
    given.a_ledger()
    given.responded()
    stops = {"mailbox": "/demo/mailbox/", "sign-in": "/accounts/login/", "front": "/"}
    assert faults([Stop(name, pages.opened(address)) for name, address in stops.items()], lambda _who: page) == []
    page.goto("/demo/mailbox/")
    with page.expect_navigation():
        steps.main(page).get_by_role("link", name="Your answer").first.click()
    assert accessible.violations(page) == []
    looks = {frame.get_attribute("src") for frame in page.locator("iframe").all()}
    assert len(looks) == 2  # as it is drawn in light and in dark
    assert faults([Stop(look, pages.as_mailed(look)) for look in sorted(looks)], lambda _who: page) == []


@pytest.mark.parametrize(
    ("plant", "rule"),
    [
        ("document.querySelector('label[for=id_subject_name]').remove()", "label at"),
        ("document.documentElement.removeAttribute('lang')", "html-has-lang at"),
        ("document.querySelector('.lead').style.color = '#bbb'", "color-contrast at"),
        ("document.querySelector('h1').remove()", "page-has-heading-one at"),
    ],
)
def test_a_planted_fault_is_found(visitor, plant, rule):
    given.a_business()
    page = visitor()
    page.goto(steps.FORM)
    page.evaluate(plant)
    assert any(rule in fault for fault in accessible.violations(page))
