"""With every number of the law changed, no page, no mail and no form of the desk says an old one."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from dsr.clock import today
from dsr.fulfilment.ways.owner_mail import owner_request_mail
from dsr.kinds import base
from dsr.lifecycle import State, Who
from dsr.models import Business, Case, Step, ThirdPartyNotice
from dsr.third_party_notices import messages
from tests import given
from tests.given_corrections import WRONG_NAME
from tests.given_law import another_law, shown, typed_numbers
from tests.given_systems import an_owner
from tests.given_third_party_notices import a_provider

__all__ = ["another_law"]

# The desk's own: how near a date is before it counts as soon, and the longest that mail may be kept in a queue.
_OWN = frozenset({"7 days"})
_ANSWERS = {"ca_resident": "yes", "household": "yes", "extent": "all"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def business(another_law, settings) -> Business:
    settings.REASONABLE_PERIOD_DAYS = 4999
    cache.clear()
    made = given.a_ledger()
    made.sells = made.is_ccpa_business = True
    made.employees = 3
    made.save()
    an_owner(made, actions=["delete", "close-account", "opt-out", "suppress"])
    a_provider(made)
    return made


def _plain(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """Every address without a part that changes, below the desk, the admin and the public pages."""
    for pattern in resolver.url_patterns:
        path = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _plain(pattern, path)
        elif "<" not in path and "(" not in path:
            yield "/" + path.replace("^", "").replace("$", "")


def _faults(browser: Client, address: str) -> list[str]:
    answer = browser.get(address)
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return []
    return [f"{address}: {number}" for number in typed_numbers(shown(answer.content.decode()), _OWN)]


def _cases(business: Business) -> list[Case]:
    """One of each kind; whoever had to be proved is."""
    for kind in base.every():
        items = (WRONG_NAME,) if kind.code == "correction" else ()
        case = given.in_review(business=business, kind=kind.code, answers=_ANSWERS, items=items)
        if State(case.state) is State.VERIFYING:
            Case.objects.filter(pk=case.pk).update(state=State.REVIEW, verified_at=case.received_at)
    return list(Case.objects.order_by("pk"))


def test_the_pages_of_the_public_and_the_desk_say_no_old_number(business):
    visitor, owner = Client(), Client()
    owner.force_login(given.an_account(Who.ADMINISTRATOR))
    plain = sorted(set(_plain(get_resolver())))
    assert {"/", "/help-me/", "/desk/", "/desk/suppression/", "/admin/dsr/business/add/"} <= set(plain)
    faults = [fault for address in plain for browser in (visitor, owner) for fault in _faults(browser, address)]
    for kind in base.every():
        faults += _faults(visitor, reverse("public:ask", args=[kind.code]))
        faults += _faults(owner, reverse("staff:enter-kind", args=[kind.code]))
    assert faults == []
    assert "child under 4" in shown(visitor.get("/").content.decode())


def test_the_pages_of_cases_say_no_old_number(business):
    owner = Client()
    owner.force_login(given.an_account(Who.REVIEWER))
    faults, said = [], ""
    for case in _cases(business):
        address = reverse("staff:case", args=[case.reference])
        page = owner.get(address)
        assert page.status_code == 200, address
        said += shown(page.content.decode())
        faults += _faults(owner, address)
        for outcome in base.get(case.kind).outcomes:
            faults += _faults(owner, reverse("staff:draft", args=[case.reference, outcome.code]))
    assert faults == []
    assert "yes: 40" in said and "Respond within 40" in said


def test_the_mails_to_companies_and_owners_of_systems_say_no_old_number(business):
    case = given.in_review(business=business, kind="deletion", answers=_ANSWERS)
    notice = ThirdPartyNotice(
        case=case, provider=a_provider(business, name="Cedar"), name="Cedar", what="delete", due_on=today()
    )
    step = Step(case=case, system=business.systems.first(), action="delete", due_on=today())
    told, asked = messages.mail(notice, "a@example.com", "token"), owner_request_mail(step, "token", timedelta(30))
    assert "The link is good for 40" in told.body and typed_numbers(told.body) == []
    assert typed_numbers(asked.body) == ["30 days"]  # our own, no law's
