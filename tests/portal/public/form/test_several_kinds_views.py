"""Several things at once: asked step by step, each a case of its own, none asked for another's sake."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from dsr import letters, parties, suppression, verification
from dsr.errors import BadInput
from dsr.formats import references
from dsr.kinds import base
from dsr.models import Business, Case, Verification, VerificationRule
from portal.public import form
from tests import given
from tests.portal.public.answers import opened
from tests.portal.public.form.test_ask import refusing

pytestmark = pytest.mark.django_db
SEVERAL = "/help-me/several/"
DANA = "dana@example.com"
# What the receipt of closing an account says of deleting beside it.
IN_WORDS = "Delete my personal information: request"
IMPLIED = "we took this also as a request to delete all personal information"
UNOPENED = "This request covers the account and what is in it"
WHO = {
    "for_whom": "self",
    "subject_name": "Dana Whitlow",
    "delivery": "email",
    "email": DANA,
    "ca_resident": "yes",
}


@pytest.fixture(autouse=True)
def business(db):
    cache.clear()
    made = given.a_business()
    Business.objects.update(is_ccpa_business=True)
    return made


def url(*kinds):
    return SEVERAL + "?" + "&".join(f"wish={kind}" for kind in kinds)


def names(client, address):
    """What the form asks, by the names of its fields."""
    found = set(re.findall(r'<(?:input|textarea)[^>]* name="([a-z_]+)"', client.get(address).content.decode()))
    return found - {"csrfmiddlewaretoken", "submission", "subject_line"}


def send(client, address, **answers):
    return client.post(address, {**opened(client, address), **answers})


def test_what_can_be_ticked_is_what_the_business_takes(client):
    page = client.get(SEVERAL).content.decode()
    assert 'value="deletion"' in page and 'value="child"' not in page and 'value="complaint"' not in page
    Business.objects.update(is_ccpa_business=False)
    assert 'value="deletion"' not in client.get(SEVERAL).content.decode()
    assert "Tick what you want" in client.get(SEVERAL + "?go=1").content.decode()


def test_one_wish_goes_to_its_own_form(client):
    assert client.get(url("deletion"))["Location"] == "/ask/deletion/"
    assert client.get(url("unsubscribe"))["Location"] == "/unsubscribe/"


def walk(client, address, *steps):
    """Fill in each step; the last press, of the answers, sends them all."""
    for answers in steps:
        answer = send(client, address, **answers)
        assert answer.status_code == 303, answer.content.decode()
        address = answer["Location"]
    return address


STOPS = {"stops": ["sale-sharing", "direct-marketing"], "email": DANA}


def test_opting_out_and_stopping_mail_ask_for_an_address_only_and_need_not_wait_for_the_rest(client):
    everything = url("opt-out", "unsubscribe", "deletion", "account-deletion", "shine-the-light")
    assert names(client, everything) == {"stops", "email"}
    then = walk(client, everything, STOPS)
    assert Case.objects.count() == 0 and "step=2" in then
    page = client.get(then).content.decode()
    leave = re.search(r'href="([^"]+)">Leave the rest out<', page)[1].replace("&amp;", "&")
    checked = client.get(leave).content.decode()
    assert DANA in checked and "Delete my personal information" not in checked
    assert client.post(leave, opened(client, leave))["Location"] == "/ask/done/"
    business = Business.objects.get()
    assert suppression.is_mail_suppressed(business.pk, DANA) and suppression.is_opted_out(business.pk, DANA)
    assert sorted(Case.objects.values_list("kind", flat=True)) == ["opt-out", "unsubscribe"]


def test_what_is_left_after_the_rest_was_left_out_can_still_be_changed(client):
    client.checks = False
    then = walk(client, url("opt-out", "deletion"), {"stops": ["sale-sharing"], "email": DANA})
    leave = re.search(r'href="([^"]+)">Leave the rest out<', client.get(then).content.decode())[1]
    change = re.search(r'href="([^"#]+)#id_email"', client.get(leave).content.decode())[1]
    page = client.get(change)
    assert page.status_code == 200 and f'value="{DANA}"' in page.content.decode()
    assert walk(client, change, {"stops": ["sale-sharing"], "email": "mei@example.com"}) == leave
    assert "mei@example.com" in client.get(leave).content.decode()


def test_what_is_offered_no_more_leads_to_what_can_be_ticked(client):
    client.checks = False
    check = walk(client, url("deletion", "account-deletion"), {**WHO, "extent": "all"}).replace("account-", "")
    sent = opened(client, check)
    Business.objects.update(is_ccpa_business=False)
    page = client.post(check, sent)
    assert page.status_code == 200 and 'name="wish"' in page.content.decode() and Case.objects.count() == 0


def test_what_is_refused_at_the_last_press_is_said_above_the_answers_of_all_steps(client, monkeypatch):
    client.checks = False
    check = walk(client, url("deletion", "account-deletion"), {**WHO, "extent": "all"})
    sent = opened(client, check)

    def refuse(*_asked, **_more):
        raise BadInput("This day is too far back.")

    monkeypatch.setattr("portal.public.form.submission.intake.receive", refuse)
    answer = client.post(check, sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "This day is too far back." in page
    assert "<h1>Check your answers</h1>" in page and "Dana Whitlow" in page and sent["mark"] in page


def test_all_steps_make_linked_cases_with_one_press_and_one_proof_serves_those_that_need_it(client):
    step = url("opt-out", "deletion", "account-deletion", "shine-the-light")
    own = {name: said for name, said in WHO.items() if name not in {"delivery", "email"}}
    step = walk(client, step, {**STOPS, "stops": ["sale-sharing"]})
    assert "email" not in names(client, step), "nothing is asked twice"
    step = walk(client, step, {**own, "household": "yes"})
    assert names(client, step) == {"extent", "portions"}, "who acts for nobody is not asked as what"
    assert walk(client, step, {"extent": "some", "portions": ["orders"]}) == "/ask/done/"
    account, deletion, *others = Case.objects.order_by("pk")
    assert [one.kind for one in (account, deletion)] == ["account-deletion", "deletion"]
    assert sorted(one.kind for one in others) == ["opt-out", "shine-the-light"]
    assert {one.opened_by for one in (deletion, *others)} == {account}
    assert deletion.answers == {"ca_resident": "yes", "extent": "some", "portions": "orders"}
    assert {parties.sealed_values(one)["requester"]["email"] for one in (account, deletion, *others)} == {DANA}
    page = client.get("/ask/done/").content.decode()
    for one in (account, deletion, *others):
        assert one.reference[:4] in page
    assert "You confirm both at once." in page
    given.drain()
    states = {one.kind: one.state for one in Case.objects.all()}
    assert states == {
        "opt-out": "responded",
        "shine-the-light": "review",
        "account-deletion": "verifying",
        "deletion": "verifying",
    }
    assert verification.cases_served(account) == [account, deletion]
    assert Verification.objects.get().case == account


def test_who_acts_for_another_stops_the_person_s_address_and_is_answered_at_their_own(client):
    step = walk(client, url("opt-out", "deletion"), {"stops": ["sale-sharing"], "email": "mei@example.org"})
    agent = {"for_whom": "another", "subject_name": "Mei Castellan", "requester_name": "Jordan Pike"}
    more = {"agent_email": "jordan@pike.example", "acts_as": "agent", "ca_resident": "yes", "extent": "all"}
    assert walk(client, step, {**agent, **more}) == "/ask/done/"
    deletion, stop = Case.objects.order_by("pk")
    told = parties.sealed_values(deletion)
    assert (told["requester"]["email"], told["subject"]["email"]) == ("jordan@pike.example", "mei@example.org")
    assert suppression.is_opted_out(stop.business_id, "mei@example.org")
    assert not suppression.is_opted_out(stop.business_id, "jordan@pike.example")


def test_each_case_keeps_only_what_its_own_kind_may_ask(client):
    VerificationRule.objects.create(
        business=Business.objects.get(), kind="deletion", level="reasonable", points=["email", "zip"]
    )
    step = url("account-deletion", "deletion")
    assert "point_zip" in names(client, step)
    send(client, step, **WHO, extent="all", hint="the shop", point_zip="93701")
    account, deletion = Case.objects.order_by("pk")
    assert parties.sealed_values(account)["points"] == {"zip": "93701"}  # it carries the proof
    assert "points" not in parties.sealed_values(deletion)
    assert parties.sealed_values(deletion)["hint"] == "the shop"


@pytest.mark.parametrize(
    ("kinds", "asked"),
    [
        (("opt-out", "unsubscribe"), {"stops", "email"}),
        (("deletion", "opt-out"), None),
    ],
)
def test_a_joint_form_asks_no_more_than_its_kinds_may(kinds, asked):
    made = form.join_kinds([base.get(code) for code in kinds])
    may = {question.goes_to for code in kinds for question in base.get(code).questions}
    assert {question.goes_to for question in made.kind.questions} <= may
    if asked:
        assert {question.name for question in made.kind.questions} == asked


def test_pressed_twice_it_is_the_same_requests(client):
    step = url("account-deletion", "deletion")
    sent = {**opened(client, step), **WHO, "extent": "all"}
    for _press in range(2):
        assert client.post(step, sent).status_code == 303
    assert Case.objects.count() == 2


def test_what_is_missing_is_said_and_what_was_typed_stays(client):
    step = url("account-deletion", "deletion")
    answer = send(client, step, **{**WHO, "subject_name": ""})
    html = answer.content.decode()
    assert answer.status_code == 422 and Case.objects.count() == 0
    assert "Enter the name of the person" in html and "Choose all of it or only some" in html and DANA in html
    assert 'action="/help-me/several/?wish=account-deletion&amp;wish=deletion"' in html


def test_a_form_that_was_open_too_long_keeps_what_was_typed():
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(url("account-deletion", "deletion"), {**WHO, "extent": "account"})
    assert answer.status_code == 403
    assert "Dana Whitlow" in answer.content.decode() and "once more" in answer.content.decode()


def test_a_database_that_is_away_is_said_and_nothing_is_lost(client):
    step = url("account-deletion", "deletion")
    sent = {**opened(client, step), **WHO, "extent": "all"}
    with refusing("INSERT"):
        answer = client.post(step, sent)
    assert answer.status_code == 503 and "Dana Whitlow" in answer.content.decode()
    with refusing("SELECT"):
        answer = client.post(step, sent)
    assert answer.status_code == 503 and "Dana Whitlow" in answer.content.decode()
    assert Case.objects.count() == 0
    assert client.post(step, sent)["Location"] == "/ask/done/"


def test_closing_and_deleting_are_asked_about_once_so_that_no_answer_contradicts_the_other(client):
    step = url("account-deletion", "deletion")
    page = client.get(step).content.decode()
    assert page.count('name="extent"') == 2 and "Only close my account" not in page
    assert "You also asked us to close your account" in page
    for contradicting in ({"extent": "account"}, {"extent": "account", "extent_deletion": "all"}):
        answer = send(client, step, **WHO, **contradicting)
        assert answer.status_code == 422 and "Dana Whitlow" in answer.content.decode()
    assert Case.objects.count() == 0
    assert send(client, step, **WHO, extent="all").status_code == 303
    assert sorted(Case.objects.values_list("kind", flat=True)) == ["account-deletion", "deletion"]


@pytest.mark.parametrize(
    ("kinds", "answers", "implied", "part"),
    [
        (("account-deletion", "deletion"), {"extent": "all"}, False, ""),
        (("account-deletion", "deletion"), {"extent": "some", "portions": ["orders"]}, False, "Orders and payments"),
    ],
)
def test_the_last_page_and_the_letter_say_what_was_asked(client, kinds, answers, implied, part):
    send(client, url(*kinds), **WHO, **answers)
    page = client.get("/ask/done/").content.decode()
    assert ("You live in California, so this is also" in page) == implied
    assert ("You asked for a part of it" in page) == bool(part)
    given.drain()
    account = Case.objects.get(kind="account-deletion")
    said = letters.body_of(account.letters.get())["text"]
    assert "we took this also as a request" not in said
    deletion = Case.objects.get(kind="deletion")
    asked = f"Delete my personal information: request {references.spell(deletion.reference)}."
    assert (f"{asked} It is for a part: {part.lower()}." if part else asked) in said


@pytest.mark.parametrize(
    ("answers", "says", "opens"),
    [
        ({"extent": "all"}, [IN_WORDS], True),
        ({}, [IN_WORDS, IMPLIED], True),
        ({"extent": "account"}, [], False),
        ({"extent": "all", "ca_resident": "no"}, [UNOPENED], False),
    ],
)
def test_closing_alone_says_also_only_of_what_nobody_asked_for_in_words(answers, says, opens):
    case = given.a_case(kind="account-deletion", answers={"ca_resident": "yes", **answers})
    assert Case.objects.filter(opened_by=case).exists() == opens
    given.drain()
    said = " ".join(letters.body_of(case.letters.get())["text"].split())
    assert [one for one in (IN_WORDS, IMPLIED, UNOPENED) if one in said] == says


def test_letters_of_an_account_tell_of_the_deletion_and_of_no_correction():
    case = given.a_case(kind="account-deletion", answers={"ca_resident": "yes", "extent": "all"})
    deletion = Case.objects.get(opened_by=case)
    Case.objects.filter(pk=deletion.pk).update(kind="correction")
    name, spelled = base.get(case.kind).letters.acknowledgement, references.spell(deletion.reference)
    assert spelled not in letters.compose(case, name).text
    Case.objects.filter(pk=deletion.pk).update(kind="deletion")
    assert spelled in letters.compose(case, name).text
