"""Passkeys, with the authenticator that the browser itself plays. Browsers make them for a name, so at localhost."""

from dsr.lifecycle import Who
from dsr.models import AccessEntry
from tests import given
from tests.browser.conftest import DESK
from tests.browser.watch import Watch

_AUTHENTICATOR = {
    **{"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True},
    **{"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True},
}


def test_a_reviewer_sets_up_a_passkey_first_and_then_signs_in_with_it_alone(browser, site, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    account = given.an_account(Who.REVIEWER, "robin@fernwood.example")
    address = site.url.replace("127.0.0.1", "localhost")
    watch = Watch(address)
    context = browser.new_context(base_url=address, viewport=DESK)
    watch.over(context)
    page = context.new_page()
    keys = context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": _AUTHENTICATOR})

    page.goto("/desk/")
    page.get_by_label("Email").fill(account.email)
    page.get_by_label("Password").fill(given.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("Your role needs a second factor").wait_for()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(given.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name it").fill("My phone")
    page.get_by_role("button", name="Add").click()
    page.get_by_label("Unused codes").wait_for()
    page.goto("/desk/")
    page.get_by_role("heading", name="Queue: To do").wait_for()

    page.get_by_role("banner").get_by_text("Robin Vale").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="Queue: To do").wait_for()
    assert watch.faults == []
    context.close()
    names = list(AccessEntry.objects.exclude(name="viewed").order_by("pk").values_list("name", flat=True))
    assert names == ["signed-in", "confirmed", "factor-added", "codes-made", "signed-out", "signed-in"]
