"""One proof serves the requests of one form: what is told of each holds for those that are still open."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from dsr import letters
from dsr.formats.references import spell
from dsr.models import Business, Case, Letter
from tests.bare_days import without_times
from tests.given import a_business, drain
from tests.given_proof import drawn, kinds, matches, proving

__all__ = ["drawn", "kinds", "matches"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "kinds", "matches")]


def of_two() -> Case:
    """To close an account; the deletion came with it."""
    cache.clear()
    business = a_business()
    Business.objects.filter(pk=business.pk).update(is_ccpa_business=True)
    business.refresh_from_db()
    return proving(kind="account-deletion", business=business, answers={"ca_resident": "yes", "extent": "all"})


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_what_came_with_it_is_confirmed_too_only_while_it_is_open(drawn, is_withdrawn):
    case = of_two()
    other = case.opened.get()
    if is_withdrawn:
        Case.objects.filter(pk=other.pk).update(state="closed", closure="withdrawn")
    Client().post(f"/prove/{drawn[0].token}/", {"do": "confirm"})
    drain()
    said = letters.body_of(Letter.objects.get(case=case, name="proof/confirmed"))["text"]
    assert (spell(other.reference) in said, "This confirms request" in said) == (not is_withdrawn, not is_withdrawn)


def test_the_answer_promises_the_day_of_what_is_not_answered_yet(client, drawn):
    case = of_two()
    url = f"/prove/{drawn[0].token}/"
    client.post(url, {"do": "confirm"})
    Case.objects.filter(pk=case.pk).update(state="responded", due_safe=case.due_safe - timedelta(days=20))
    assert letters.promise(case.opened.get()) in without_times(client.get(url).content.decode())
