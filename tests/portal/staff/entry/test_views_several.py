"""One message by mail or phone that asks for several things: entered in one go, linked both ways."""

from datetime import date

import pytest

from dsr import parties
from dsr.formats import references
from dsr.models import Business, Case, Verification
from tests import given
from tests.portal.staff.desk import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
CHOOSE = "/desk/enter/"


@pytest.fixture(autouse=True)
def business(db):
    made = given.a_business()
    Business.objects.update(is_ccpa_business=True)
    return made


def test_ticking_leads_to_one_form(reviewer):
    assert "Several in one message?" in reviewer.get(CHOOSE).content.decode()
    assert "Tick what the message asks for" in reviewer.get(CHOOSE + "?several=1").content.decode()
    assert reviewer.get(CHOOSE + "?kind=deletion")["Location"] == "/desk/enter/deletion/"
    both = reviewer.get(CHOOSE + "?kind=deletion&kind=unsubscribe&kind=child&kind=nothing")["Location"]
    assert both == "/desk/enter/deletion/?also=unsubscribe"


def test_one_letter_becomes_linked_requests_with_their_own_clocks(reviewer, business):
    address = "/desk/enter/complaint/?also=unsubscribe&also=deletion"
    form = reviewer.get(address)
    assert "Several things at once" in form.content.decode()
    values = {
        "submission": "b" * 32,
        "brand": business.brands.get().pk,
        "channel": "mail",
        "received_on": "2026-03-05",
        "text": "Stop everything and delete me.",
        "for_whom": "self",
        "subject_name": "Dana Whitlow",
        "delivery": "mail",
        "postal": "9 Elm Court\nChico, CA 95926",
    }
    refused = reviewer.post(address, values)
    assert refused.status_code == 422 and "should get no more mail" in refused.content.decode()
    for _press in range(2):
        assert reviewer.post(address, {**values, "email": "dana@example.com"}).status_code == 302
    deletion, complaint, stop = Case.objects.order_by("pk")
    assert [one.kind for one in (deletion, complaint, stop)] == ["deletion", "complaint", "unsubscribe"]
    assert (complaint.opened_by, stop.opened_by) == (deletion, deletion)
    assert len({one.received_at for one in Case.objects.all()}) == 1
    assert len({one.due_safe for one in Case.objects.all()}) == 3
    assert parties.sealed_values(complaint)["text"] == "Stop everything and delete me."
    assert "text" not in parties.sealed_values(deletion)
    assert parties.sealed_values(stop)["requester"]["email"] == "dana@example.com"
    assert "subject" not in parties.sealed_values(stop)
    given.drain()
    # The short clock of what needs no proof leaves the time to prove alone.
    assert Verification.objects.get().ends_on == date(2026, 4, 14)
    told = page(reviewer, stop)
    for other in (deletion, complaint):
        assert references.spell(other.reference) in told
    assert references.spell(stop.reference) in page(reviewer, complaint)
