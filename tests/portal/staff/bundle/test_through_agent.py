"""Whom nobody can be written to about: asked for, shown, and decided on a page of the bundle, before the day."""

from datetime import timedelta

import pytest

from dsr.clock import today
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Bundle, Bundled, Case
from tests import given
from tests.given_agents import a_ccpa_business
from tests.given_proof import matches
from tests.portal.staff.bundle.test_bundle import ENTER, letter

__all__ = ["matches"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]


@pytest.fixture
def page(reviewer) -> str:
    """Two people of a law firm, of whom one came without an address, and nobody with a permission."""
    address = a_ccpa_business().designated_addresses.get(medium="mail")
    people = "Ines Okafor, CA\nLee Tran, lee@example.com, CA"
    wave = letter(kind="shine-the-light", people=people, came_to=str(address.pk))
    where: str = reviewer.post(ENTER, wave)["Location"]
    given.drain()
    return where


def test_the_bundle_says_who_cannot_be_reached_and_asks_the_firm(reviewer, page):
    shown = reviewer.get(page).content.decode()
    assert "no permission shown, and no address of the person" in shown and "Ask the firm about 1…" in shown
    early = reviewer.get(f"{page}through-agent/").content.decode()
    assert (
        "Ask the agent for an address, or for the permission, first." in early and "<form" not in early.split("h1")[1]
    )
    case = Case.objects.earliest("pk")
    facts = reviewer.get(f"/desk/{references.spell(case.reference)}/").content.decode()
    assert "nobody yet: no permission is shown, and no address of the person is known" in facts
    other = Case.objects.latest("pk")
    told = reviewer.get(f"/desk/{references.spell(other.reference)}/").content.decode()
    assert "lee@example.com (the person: no permission is shown)" in told


def test_near_the_day_it_is_decided_there_with_a_reason_and_by_who_may_decide(reviewer, browse, page):
    Case.objects.update(send_by=today() + timedelta(days=5))
    assert f"{page}through-agent/" in reviewer.get(page).content.decode()
    form = reviewer.get(f"{page}through-agent/").context["form"]
    [chosen] = form["people"].value()
    empty = reviewer.post(f"{page}through-agent/", {"people": [chosen], "note": ""})
    assert empty.status_code == 422 and not Bundled.objects.exclude(through_agent_at=None).exists()
    assert browse(Who.VIEWER).post(f"{page}through-agent/", {"people": [chosen], "note": "x"}).status_code == 403
    named = reviewer.post(f"{page}through-agent/", {"people": [chosen], "note": "Ines Okafor has no address."})
    assert named.status_code == 422
    done = reviewer.post(f"{page}through-agent/", {"people": [chosen], "note": "None came."}, follow=True)
    assert "Of 1 person the agent is answered." in done.content.decode()
    assert [line.number for line in Bundled.objects.exclude(through_agent_at=None)] == [1]
    assert Bundle.objects.get().lines.get(number=1).case.entries.latest("number").name == "through-agent"


def test_a_mailing_address_is_added_where_a_person_cannot_be_reached(reviewer, page):
    case = Case.objects.earliest("pk")
    form = f"{page}person/{references.spell(case.reference)}/"
    assert "mailing address" in reviewer.get(form).content.decode()
    sent = {"seen": case.entry_count, "email": "", "postal": "12 Elm St\nFresno, CA 93701"}
    assert reviewer.post(form, sent).status_code == 302
    facts = reviewer.get(f"/desk/{references.spell(case.reference)}/").content.decode()
    assert "12 Elm St" in facts and "paper" in facts.casefold()
