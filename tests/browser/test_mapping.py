"""What a database says of a mapping is read and mended before approval; what may be the person's, at the step."""

import pytest
from playwright.sync_api import expect

from dsr.formats.references import spell
from dsr.lifecycle import Who
from tests import given
from tests.browser import steps
from tests.given_systems import MAPPING, a_database, a_deletion, a_system, run

_LONG = "customer_service_conversations_archive"


@pytest.fixture
def reviewer(site):
    return given.an_account(Who.REVIEWER)


def test_the_page_of_a_mapping_says_what_to_mend_and_then_takes_the_approval(visitor, reviewer, way, tmp_path):
    given.an_account(Who.ADMINISTRATOR)
    url = a_database(tmp_path)
    run(
        url,
        f"CREATE TABLE {_LONG} (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id) ON DELETE CASCADE)",
    )
    run(url, "CREATE TABLE notes (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES customers (id))")
    system = a_system(url=url, is_approved=False)
    page = visitor(reviewer, **way)
    page.goto(f"/desk/systems/{system.pk}/approve/")
    expect(page.get_by_text("Mend this first:")).to_have_count(1)
    expect(page.get_by_text("Weigh this:")).to_have_count(1)
    assert steps.fits(page), steps.sticks_out(page)
    page.get_by_label("What you checked").fill("The tables.")
    steps.press(page, "Approve these fields")
    expect(page.get_by_role("alert")).to_contain_text("must be mended first")
    assert steps.fits(page), steps.sticks_out(page)
    system.mapping = {**MAPPING, "cascades": [_LONG]}
    system.save()
    page.goto(f"/desk/systems/{system.pk}/approve/")
    expect(page.get_by_text("Mend this first:")).to_have_count(0)
    page.get_by_label("What you checked").fill("The tables.")
    steps.press(page, "Approve these fields")
    page.wait_for_url(f"**/desk/systems/{system.pk}/")


def test_what_may_be_the_persons_stands_at_the_step(visitor, reviewer, way, tmp_path):
    url = a_database(tmp_path)
    run(url, "DELETE FROM tickets WHERE id = 1")
    run(url, "UPDATE customers SET email = 'Dana <dana@example.com>' WHERE id = 1")
    a_system(url=url)
    case = a_deletion()
    page = visitor(reviewer, **way)
    page.goto(f"/desk/{spell(case.reference)}/")
    expect(page.get_by_text("the address stands among other words in email")).to_be_visible()
    expect(page.get_by_text("something there may be this person's").first).to_be_visible()
    assert steps.fits(page), steps.sticks_out(page)
