"""While an order forbids to tell of it, no pack that shows the order is made for who may not know."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dsr import agents, evidence, journal
from dsr.clock import today
from dsr.journal import Actor
from dsr.lifecycle import Who
from dsr.models import EvidencePack, EvidencePart, System
from dsr.models.evidence import PackState
from tests import given
from tests.dsr.agents.test_bundles import a_roll
from tests.given_agents import a_ccpa_business
from tests.given_evidence import alone, content, files, made, verified, wanted
from tests.given_systems import a_deletion, an_owner, directed, step_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
THEIRS = {"receiver": "court", "ground": "order", "orders": "It is the order of this court, 26-7."}


@pytest.fixture
def owner() -> System:
    return an_owner(given.a_business())


@pytest.fixture
def case(owner):
    return a_deletion(owner.business)


def ordered(case, owner, **changes):
    """Directed to keep it, by an order that forbids to tell."""
    case.refresh_from_db()
    return directed(case, step_of(case, owner).pk, **{"forbids_telling": True, **changes})


@pytest.mark.parametrize("is_redacted", [True, False])
def test_neither_form_is_made_for_who_may_not_know(case, owner, is_redacted):
    ordered(case, owner)
    for of in (case, evidence.Days(case.business, date(2026, 3, 1), date(2026, 3, 31))):
        with pytest.raises(evidence.ToldOfOrder, match=case.reference[:4]):
            evidence.ask_pack(wanted(of, is_redacted=is_redacted, orders="  "), alone())
    assert not EvidencePack.objects.exists()


def test_who_made_the_order_gets_the_whole_chain(case, owner, tmp_path):
    ordered(case, owner)
    pack = made(case, **THEIRS)
    assert pack.state == PackState.READY and verified(tmp_path, content(pack))[0] == 2
    assert b"forbids_telling" in files(content(pack))[f"cases/{case.reference}/journal.jsonl"]
    assert evidence.details_of(pack).orders == THEIRS["orders"]
    assert "may know of the order" not in str(evidence.details_of(made(a_deletion(case.business))))


def test_an_order_that_is_over_or_was_lifted_bars_nothing(case, owner, frozen):
    ordered(case, owner)
    directed(case, step_of(case, owner).pk, forbids_telling=False, why="Lifted.")
    assert made(case).state == PackState.READY
    ordered(case, owner)
    with pytest.raises(evidence.ToldOfOrder):
        evidence.ask_pack(wanted(case), alone())
    last = evidence.orders_in_force(type(case).objects.all())[0].ends_on
    frozen(given.at(f"{last}T12:00:00-07:00"))
    with pytest.raises(evidence.ToldOfOrder):
        evidence.ask_pack(wanted(case), alone())
    frozen(given.at(f"{last + timedelta(days=1)}T12:00:00-07:00"))
    assert made(case).state == PackState.READY and today() > last


def test_a_bundle_with_one_such_request_waits_too():
    owner = an_owner(a_ccpa_business())
    bundle = agents.enter_bundle(a_roll(business=owner.business), given.staff()).bundle
    given.drain()
    ordered(bundle.lines.select_related("case").last().case, owner)
    with pytest.raises(evidence.ToldOfOrder):
        evidence.ask_pack(wanted(bundle), alone())


def test_only_the_record_of_the_request_with_the_order_says_that_who_gets_it_may_know(case, owner):
    other = a_deletion(case.business)
    ordered(case, owner)
    pack = made(evidence.Days(case.business, date(2026, 3, 1), date(2026, 3, 31)), **THEIRS)
    inside = files(content(pack))
    assert pack.state == PackState.READY
    for one, says in ((case, True), (other, False)):
        [entry] = one.entries.filter(name="evidence-pack")
        assert journal.facts_of(entry).get("knows_of_orders", False) is says
        assert (b"knows_of_orders" in inside[f"cases/{one.reference}/journal.jsonl"]) is says


def test_an_order_that_comes_before_the_second_approval_or_the_work_stops_it(case, owner):
    first, second = alone(), Actor(Who.APPROVER, given.an_account(Who.APPROVER).pk)
    waits = evidence.ask_pack(wanted(case), replace(first, ground=""))
    agreed = evidence.ask_pack(wanted(case), replace(first, ground=""))
    evidence.approve_pack(agreed.pk, second)
    ordered(case, owner)
    with pytest.raises(evidence.ToldOfOrder, match="Do not approve this pack"):
        evidence.approve_pack(waits.pk, second)
    given.drain()
    agreed.refresh_from_db()
    assert agreed.state == PackState.STOPPED and not EvidencePart.objects.exists() and agreed.data_key is None
    case.refresh_from_db()
    assert "evidence-pack" not in case.entries.values_list("name", flat=True)


def test_an_order_that_comes_while_it_is_made_leaves_nothing_of_it(case, owner, monkeypatch):
    from dsr.evidence import shared_content

    pack = evidence.ask_pack(wanted(case), alone())
    write = shared_content.add_readme
    monkeypatch.setattr(shared_content, "add_readme", lambda *told: (ordered(case, owner), write(*told)))
    given.drain()
    pack.refresh_from_db()
    assert pack.state == PackState.STOPPED and not EvidencePart.objects.exists()
