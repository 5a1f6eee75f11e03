"""A fact that no letter carries: read from the letters, compared however it was typed, and tried a few times alone."""

from datetime import timedelta

import pytest

from dsr import journal, parties, request_facts, verification
from dsr.clock import now
from dsr.journal import MACHINE, EntryName, Line
from dsr.models import FactTries, Message
from dsr.models.message import About, Settled
from tests.given import a_case, drain, in_review
from tests.given_agents import by_agent
from tests.given_own_page import own_fact
from tests.given_proof import drawn

__all__ = ["drawn"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_what_a_letter_carries_is_never_asked():
    person = {"name": "Dana Whitlow", "email": "dana@example.com", "phone": "(559) 555-0142"}
    case = a_case(parties={"subject": {"name": "Dana Whitlow"}, "requester": person})
    drain()
    assert request_facts.askable_facts(case) == ("code", "phone", "name")
    on_paper = a_case(
        parties={
            "subject": {"name": "Iris Novak"},
            "requester": {"name": "Iris Novak", "postal": "7 Elm Street\nFresno, CA 93701"},
        },
        delivery="mail",
    )
    drain()
    assert request_facts.askable_facts(on_paper) == ("code", "name")  # its letters bear the address


def test_a_name_counts_only_while_nobody_answered_from_the_address():
    case = in_review()
    assert "name" in request_facts.askable_facts(case)
    case.verified_at = now()
    assert "name" not in request_facts.askable_facts(case)


def test_it_is_the_same_however_it_is_typed():
    case = a_case()
    name, code = own_fact(case)
    typed = f" {code[:4].lower()}-{code[4:].lower()} "
    assert request_facts.check_fact(case, name, typed)
    assert request_facts.check_fact(case, "name", "dana  WHITLOW")
    assert not request_facts.check_fact(case, "name", "")
    assert not request_facts.check_fact(case, "phone", "")
    assert not request_facts.check_fact(case, "email", "dana@example.com")


def test_wrong_ones_are_counted_and_then_none_is_taken_for_a_week(frozen):
    case = a_case()
    for _try in range(request_facts.MOST_WRONG):
        assert not request_facts.check_fact(case, "code", "2222-2222")
    assert not request_facts.may_try(case)
    assert not request_facts.check_fact(case, *own_fact(case))
    frozen(now() + timedelta(days=8))
    assert request_facts.check_fact(case, *own_fact(case))
    assert FactTries.objects.get(case=case).wrong == 0


def test_the_code_of_one_request_says_nothing_in_another():
    first, second = a_case(), a_case()
    assert own_fact(first) != own_fact(second)
    assert not request_facts.check_fact(second, *own_fact(first))


def test_what_was_typed_later_is_no_fact_of_the_request():
    case = a_case()
    journal.reseal(case.pk, "points", {"customer": "C-1881", "order": "A-77"})
    assert {"customer", "order"} <= set(request_facts.askable_facts(case))
    row = Message.objects.create(case=case, about=About.FACT, point="order", number=1, key="k", written_at=now())
    Message.objects.filter(pk=row.pk).update(settled=Settled.USED, settled_at=now())
    assert set(request_facts.askable_facts(case)) & {"customer", "order"} == {"customer"}
    journal.record(case.pk, Line(EntryName.PROOF_GIVEN, {"points": ["customer"]}), MACHINE)
    assert not set(request_facts.askable_facts(case)) & {"customer", "order"}
    assert not request_facts.check_fact(case, "customer", "C-1881")


def test_a_stranger_who_confirms_behind_the_link_gives_no_fact_of_the_request(drawn):
    case = by_agent()
    found = verification.find_secret(verification.FOR_PROOF, drawn[-1].token)
    assert found and verification.prove(found.secret, {"customer": "C-1881", "phone": "559 555 0199"})
    case.refresh_from_db()
    assert parties.sealed_values(case)["points"]["phone"] == "559 555 0199"
    assert not set(request_facts.askable_facts(case)) & {"customer", "phone"}
    assert not request_facts.check_fact(case, "phone", "559 555 0199")
