"""The demo's messages wait to be decided, and the complaint hints at what hides in it."""

import pytest

from dsr import parties
from dsr.models import Case
from portal.demo import messages
from portal.staff.case import embedded_requests
from tests import given

pytestmark = pytest.mark.django_db


def test_a_complaint_and_a_report_wait_to_be_decided():
    messages.load(given.a_business().brands.get())
    given.drain()
    complaint, report = Case.objects.order_by("pk")
    assert [(one.kind, one.state) for one in (complaint, report)] == [("complaint", "review"), ("child", "review")]
    found = {
        one.kind.code for one in embedded_requests.hints(complaint, parties.sealed_values(complaint)) if one.clues
    }
    assert found == {"unsubscribe", "shine-the-light"}  # no deletion: the business is not under the CCPA here
