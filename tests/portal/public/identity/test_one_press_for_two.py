"""What the page and the letter say once one press confirmed two requests that came together."""

import pytest

from dsr import letters
from dsr.formats.references import spell
from dsr.kinds import base
from dsr.models import Business, Case, Letter
from tests.given import a_business, drain
from tests.given_proof import again, drawn, kinds, matches, proving
from tests.portal.public.identity.test_views import fresh_limits, text

__all__ = ["drawn", "fresh_limits", "kinds", "matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "kinds", "matches")]


def test_of_two_that_one_press_confirms_each_has_its_own_date(client, drawn):
    a_business()
    Business.objects.update(is_ccpa_business=True)
    case = proving(kind="account-deletion", answers={"ca_resident": "yes", "extent": "all"})
    (other,) = Case.objects.filter(opened_by=case)
    path = f"/prove/{drawn[-1].token}/"
    client.post(path, {"do": "confirm"})
    drain()
    (said,) = (letters.body_of(one)["text"] for one in Letter.objects.filter(name="proof/confirmed"))
    assert f"{spell(other.reference)}, too" in said and "Each has a date of its own." in said
    for shown in (text(client.get(f"{path}?confirmed")), text(client.get(path))):
        for one in (again(case), again(other)):
            assert letters.promise(one) in shown and str(base.get(one.kind).title) in shown
    assert letters.promise(again(case)) != letters.promise(again(other))
