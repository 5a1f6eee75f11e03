"""The pages on which a request is confirmed: only a press acts, every link has a way on, and no answer tells more."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dsr import letters, parties, verification
from dsr.clock import now
from dsr.formats.references import new, spell
from dsr.models import Case, DueWork, Entry, Letter, Sealed, Secret, Verification, VerificationRule
from tests.bare_days import without_times
from tests.given import a_business, a_case, drain
from tests.given_proof import KIND, again, drawn, kinds, matches, proof_of, proving

__all__ = ["drawn", "kinds", "matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "kinds", "matches")]


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def case(drawn) -> Case:
    return proving()


@pytest.fixture
def url(case, drawn) -> str:
    return f"/prove/{drawn[-1].token}/"


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", without_times(response.content.decode())).split())


def without_tokens(response) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def test_opening_the_link_shows_the_request_and_does_nothing(client, case, url):
    before = Case.objects.get(pk=case.pk).entry_count
    for response in (client.get(url), client.head(url), client.get(url)):
        assert response.status_code == 200
    page = client.get(url)
    assert spell(case.reference) in page.content.decode() and "Yes, this is my request" in text(page)
    assert Case.objects.get(pk=case.pk).entry_count == before and proof_of(case).given == []


def test_nobody_keeps_the_page_or_tells_its_address(client, url):
    response = client.get(url)
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Dana" not in without_times(response.content.decode()) and "dana@" not in without_times(
        response.content.decode()
    )


def test_the_button_confirms_and_a_reload_says_so(case, url):
    client = Client(enforce_csrf_checks=True)  # a browser that keeps no cookies can press too
    response = client.post(url, {"do": "confirm"})
    assert (response.status_code, response.headers["Location"]) == (303, f"{url}?confirmed")
    assert "We have your confirmation" in text(client.get(response.headers["Location"]))
    again_opened = text(client.get(url))
    assert "You already confirmed" in again_opened and "We will respond by" in again_opened
    assert again(case).verified_level == "reasonable"


def test_a_second_press_does_no_harm(client, case, url):
    client.post(url, {"do": "confirm"})
    assert client.post(url, {"do": "confirm"}).status_code == 200
    assert Entry.objects.filter(case=case, name="proof-given").count() == 1


def test_an_old_link_leads_to_a_fresh_one(client, case, url, frozen, drawn):
    frozen(now() + timedelta(days=15))
    assert "Send me another link" in text(client.get(url))
    assert client.post(url, {"do": "confirm"}).status_code == 200 and proof_of(case).given == []
    assert "Look in your mail" in text(client.post(url, {"do": "fresh"}))
    drain()
    assert Letter.objects.filter(case=case).count() == 2
    client.post(f"/prove/{drawn[-1].token}/", {"do": "confirm"})
    assert again(case).verified_at


def test_when_the_time_is_over_the_form_is_offered_again(client, case, url):
    row = proof_of(case)
    row.state = "ended"
    row.save()
    page = without_times(client.get(url).content.decode())
    assert "time to confirm is over" in page and f"/ask/{KIND}/" in page
    client.post(url, {"do": "confirm"})
    assert proof_of(case).given == []


def test_a_link_that_opens_nothing_says_what_to_do(client):
    response = client.get("/prove/not-a-link-of-ours/")
    assert response.status_code == 404 and "/prove/" in response.content.decode()
    assert client.post("/prove/not-a-link-of-ours/", {"do": "confirm"}).status_code == 404


def test_this_was_not_me(client, case, url):
    assert "Thank you for telling us" in text(client.post(url, {"do": "not-me"}))
    case = again(case)
    assert (case.state, case.verified_at) == ("review", None)
    assert Sealed.objects.filter(case=case, name="requester").exists()
    shown = text(client.get(url))
    assert "There is nothing to confirm any more" in shown and "We have your confirmation" not in shown


@pytest.mark.parametrize(
    ("state", "said"), [("review", "when the request is decided"), ("responded", "response is out")]
)
def test_what_was_decided_without_the_person_was_not_confirmed_by_them(client, case, url, state, said):
    """Staff declined it, or recorded another proof, while the link was out."""
    Verification.objects.filter(case=case).update(state="passed")
    Case.objects.filter(pk=case.pk).update(state=state)
    shown = text(client.get(url))
    assert "There is nothing to confirm any more" in shown and said in shown
    assert "We have your confirmation" not in shown


def test_it_may_be_said_after_the_press(client, case, url):
    client.post(url, {"do": "confirm"})
    again(case)
    assert "This was not me" in text(client.get(url))
    client.post(url, {"do": "not-me"})
    assert again(case).verified_at is None


class TestHighest:
    """Three points and a signed statement."""

    @pytest.fixture(autouse=True)
    def rule(self) -> None:
        VerificationRule.objects.create(
            business=a_business(), kind=KIND, level="high", points=["email", "name", "zip"]
        )

    def test_the_statement_is_shown_and_signed(self, client, case, url, matches):
        matches.add("zip")
        assert "under penalty of perjury under the laws of the State of California" in text(client.get(url))
        signed = {"do": "confirm", "agrees": "on", "place": "Fresno, California", "signature": "Dana Whitlow"}
        assert client.post(url, {**signed, "point_zip": "93701"}).status_code == 303
        kept = parties.sealed_value(case, "declaration")
        assert (kept["name"], kept["place"], kept["date"]) == ("Dana Whitlow", "Fresno, California", "2026-03-10")
        assert again(case).verified_level == "high"

    @pytest.mark.parametrize("missing", ["agrees", "place", "signature"])
    def test_nothing_is_used_up_while_something_is_missing(self, client, case, url, missing):
        signed = {"do": "confirm", "agrees": "on", "place": "Fresno", "signature": "Dana Whitlow"}
        del signed[missing]
        response = client.post(url, signed)
        assert response.status_code == 422 and f"#id_{missing}" in response.content.decode()
        assert proof_of(case).given == []
        assert client.get(url).status_code == 200 and "Yes, this is my request" in text(client.get(url))


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"extent": "some", "portions": "orders"}, "You asked for a part of it:"),
        ({"extent": "all"}, "You asked for all of it."),
        ({}, ""),
    ],
)
def test_the_page_shows_what_is_confirmed_and_the_date(client, case, url, answers, said):
    Case.objects.filter(pk=case.pk).update(answers=answers)
    shown = text(client.get(url))
    assert "We received this request on March 10, 2026." in shown
    assert said in shown and ("You asked for" in shown) == bool(said)


def test_a_confirmation_is_confirmed_by_one_short_letter(drawn):
    case = proving(kind="deletion")
    Client().post(f"/prove/{drawn[-1].token}/", {"do": "confirm"})
    drain()
    [letter] = Letter.objects.filter(case=case, name="proof/confirmed")
    words = letters.body_of(letter)
    assert words["subject"].startswith("We have your confirmation, and answer by ")
    assert "You confirmed your request" in words["text"] and words["to"] == "dana@example.com"
    assert not verification.tell_confirmed(case.pk)
    assert Letter.objects.filter(case=case, name="proof/confirmed").count() == 1


class TestCode:
    def typed(self, client, reference: str, code: str):
        return client.post("/prove/", {"reference": reference, "code": code, "do": "code"})

    def test_it_opens_the_request_and_only_the_button_confirms(self, client, case, drawn):
        response = self.typed(client, spell(case.reference).lower(), drawn[-1].spelled.lower())
        assert (response.status_code, response.headers["Location"]) == (303, "/prove/request/")
        assert "Yes, this is my request" in text(client.get("/prove/request/")) and proof_of(case).given == []
        assert client.post("/prove/request/", {"do": "confirm"}).headers["Location"] == "/prove/request/?confirmed"
        assert "We have your confirmation" in text(client.get("/prove/request/?confirmed"))
        assert again(case).verified_level == "reasonable"
        later = Client()  # the right code once more says so; a wrong one opens nothing still
        assert self.typed(later, case.reference, "2345-6789").status_code == 422
        assert self.typed(later, case.reference, drawn[-1].spelled).status_code == 303
        assert "You already confirmed" in text(later.get("/prove/request/"))

    def test_a_code_that_went_to_an_earlier_address_opens_nothing_after_the_confirmation(self, client, case, drawn):
        early = drawn[-1].spelled
        row = proof_of(case)
        verification.prove(Secret.objects.get(target=case.pk), {})
        Verification.objects.filter(pk=row.pk).update(begun_at=now() + timedelta(seconds=1))
        assert self.typed(client, case.reference, early).status_code == 422

    def test_another_browser_sees_nothing_of_it(self, client, case, drawn):
        self.typed(client, case.reference, drawn[-1].code)
        assert Client().get("/prove/request/").status_code == 404

    def test_an_unknown_reference_a_wrong_code_and_one_too_many_get_the_same_answer(self, client, case, drawn):
        other = proving()
        for _number in range(5):
            verification.enter_code(other.reference, "wrong")
        answers, queries = [], []
        unknown, waiting, exhausted = new(), case.reference, other.reference
        for reference, code in (
            (unknown, "2345-6789"),
            (waiting, "2345-6789"),
            (exhausted, drawn[-1].code),
            ("not one", "2345-6789"),
        ):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                response = self.typed(client, reference, code)
            queries.append([query["sql"].split()[0] for query in seen.captured_queries])
            shown = without_tokens(response).replace(reference, "").replace(code, "")
            answers.append((response.status_code, shown))
        assert len(set(answers)) == 1
        assert all(one == queries[0] for one in queries), queries
        assert answers[0][0] == 422

    def test_a_fresh_letter_is_asked_for_with_the_same_answer_for_everybody(self, client, case):
        answers = {
            without_tokens(client.post("/prove/", {"reference": reference, "do": "fresh"}))
            for reference in (new(), case.reference, a_case().reference, "nonsense")
        }
        assert len(answers) == 1 and "Look in your mail" in answers.pop()
        assert DueWork.objects.filter(name="prove").exclude(target=0).count() == 1

    def test_the_page_asks_for_what_is_missing(self, client, case):
        assert client.get("/prove/").status_code == 200
        assert "Enter the code" in text(self.typed(client, case.reference, ""))
        assert "Enter the reference" in text(self.typed(client, "", "2345"))

    def test_many_tries_from_one_network_are_held_back(self, client, case):
        for _number in range(30):
            self.typed(client, new(), "2345-6789")
        response = self.typed(client, case.reference, "2345-6789")
        assert response.status_code == 429 and response.headers["Retry-After"] == "3600"
        assert proof_of(case).tries == 0


def test_the_second_step_on_the_page_after_the_form(client):
    case = a_case(kind=KIND)
    Case.objects.filter(pk=case.pk).update(verified_level="account")
    session = client.session
    session["just_made"] = case.pk
    session.save()
    assert client.get("/prove/confirm/").status_code == 405
    response = client.post("/prove/confirm/")
    assert (response.status_code, response.headers["Location"]) == (303, "/ask/done/")
    assert again(case).verified_level == "account" and proof_of(case).state == "passed"


def test_nobody_confirms_for_another_browser(client):
    case = a_case(kind=KIND)
    Case.objects.filter(pk=case.pk).update(verified_level="account")
    assert client.post("/prove/confirm/").status_code == 303
    assert not Entry.objects.filter(case=case, name="proof-given").exists()


def test_a_page_takes_few_queries(client, case, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        client.get(url)


def test_the_token_is_of_verification_alone(client, case):
    drawn = verification.draw_secret()
    verification.keep_secret(verification.FOR_STEP, case.pk, drawn, timedelta(days=1))
    assert client.get(f"/prove/{drawn.token}/").status_code == 404
