"""An administrator sets the ledger up in a browser: Django's own pages work under our content policy."""

from dsr.lifecycle import Who
from dsr.models import Business, Recipient
from tests.given import a_ledger, an_account


def test_a_recipient_is_added_and_published(visitor):
    a_ledger()
    page = visitor(an_account(Who.ADMINISTRATOR))
    page.goto("/admin/dsr/disclosure/add/")
    page.get_by_role("link", name="Today").first.click()
    assert page.get_by_label("From:").input_value() != "", "the scripts of the admin run"
    page.goto("/admin/dsr/recipient/add/")
    page.get_by_label("Business:").select_option(label=Business.objects.get().name)
    page.get_by_label("Name:").fill("Cedar Post")
    page.get_by_label("Postal address:").fill("3 Road\nReno, NV 89501")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/admin/dsr/ledgerversion/")
    page.locator(".action-select").first.check()
    page.get_by_label("Action:").select_option(label="Publish the draft")
    page.get_by_role("button", name="Go").click()
    page.get_by_text("Version 2 is published.").wait_for()
    assert Recipient.objects.in_version(2).filter(name="Cedar Post").count() == 1
    for path in ("", "dsr/recipient/", "dsr/business/", "dsr/designatedaddress/add/"):
        page.goto(f"/admin/{path}")
