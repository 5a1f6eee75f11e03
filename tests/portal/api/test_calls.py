"""The door for programs: no key no answer, each key for its own business and scopes, no cookie."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from dsr import suppression
from dsr.clock import now, today
from dsr.models import ApiKey, MailList, Suppression
from dsr.models.suppression import Scope
from portal.web import rate_limits
from tests.given import a_business
from tests.given_suppression import DANA, MAIL, SHARING, suppressed

pytestmark = pytest.mark.django_db


class Program:
    """Another program with a key, and no cookies."""

    def __init__(self, business, *scopes):
        self.row, self.key = suppression.make_api_key(business, "mailer", scopes or Scope.values)
        self.client = Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {self.key}"})

    def post(self, url, **body):
        return self.client.post(url, json.dumps(body), content_type="application/json")


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


@pytest.fixture
def program():
    business = a_business()
    MailList.objects.create(business=business, slug="news", name="Newsletter")
    return Program(business)


def test_a_single_address_is_checked_by_list(program):
    assert program.post("/api/suppressed", email=DANA).json() == {"suppressed": False}
    suppressed()
    answer = program.post("/api/suppressed/", email="DANA@example.com", list="news")
    assert answer.json() == {"suppressed": True}
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert program.post("/api/suppressed", email=DANA, list="nwes").status_code == 400


def test_without_a_key_that_may_nothing_is_answered(program):
    assert Client().post("/api/suppressed").status_code == 401
    wrong = Client(headers={"authorization": "Bearer dl_wrong"}).post("/api/suppressed")
    assert (wrong.status_code, wrong.json()["error"]) == (401, "no-key")
    narrow = Program(a_business(), Scope.HEADERS.value)
    assert narrow.post("/api/suppressed", email=DANA).status_code == 403
    suppression.revoke_api_key(program.row)
    assert program.post("/api/suppressed", email=DANA).status_code == 401
    assert program.client.get("/api/suppressed").status_code == 405


def test_over_plain_http_the_key_is_called_burnt_and_nothing_is_redirected(program, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = program.post("/api/suppressed", email=DANA)
    assert (answer.status_code, answer.json()["error"]) == (403, "not-https")


def test_each_business_answers_for_itself(program):
    suppressed()
    other = Program(a_business("Juniper Freight, Inc."))
    assert other.post("/api/suppressed", email=DANA).json() == {"suppressed": False}
    assert other.client.get("/api/opt-outs").json()["opt_outs"] == []


@pytest.mark.parametrize("body", ["", "[]", "{", '{"email": 5}', '{"email": ""}', '{"email": "a@e.com", "list": 5}'])
def test_what_is_no_answerable_question_says_what_to_send(program, body):
    answer = program.client.post("/api/suppressed", body, content_type="application/json")
    assert answer.status_code == 400 and answer.json()["message"]


def test_a_key_is_kept_as_a_hash_and_its_day_is_noted(program):
    program.post("/api/suppressed", email=DANA)
    row = ApiKey.objects.get()
    assert row.used_on == today()
    assert program.key not in json.dumps(list(ApiKey.objects.values()), default=str)


def test_too_many_calls_are_told_to_wait(program, monkeypatch):
    monkeypatch.setattr(rate_limits, "counts", lambda limit, origin: False)
    answer = program.post("/api/suppressed", email=DANA)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


def test_may_share_says_each_flag_and_when_to_ask_again(program, frozen):
    frozen(datetime(2026, 3, 10, 18, tzinfo=UTC))
    assert program.post("/api/may-share", email=DANA).json()["may_share"] is True
    suppressed(SHARING[1])
    assert program.post("/api/may-share", email=DANA).json() == {
        "may_share": False,
        "direct_marketing": True,
        "sale_sharing": False,
        "since": "2026-03-10T18:00:00+00:00",
        "ask_again_on": "2027-03-10",
        "sells_or_shares": False,
    }


def test_who_opted_out_on_paper_is_not_shared_until_a_consent_by_the_same(program):
    paper = "Dana Whitlow\n1 Elm Way\nFresno, CA 93701"
    suppressed(*SHARING, postal=paper)
    assert program.post("/api/may-share", email=DANA).json()["may_share"] is True
    assert program.post("/api/may-share", email=DANA, postal=paper.upper()).json()["may_share"] is False
    evidence = {"how": "signed card", "where": "by mail", "confirmed_at": now().isoformat()}
    asked = {"at": now().isoformat(), "evidence": evidence, "purposes": ["sale-sharing", "direct-marketing"]}
    assert program.post("/api/consent", **asked).status_code == 400
    assert program.post("/api/consent", postal=paper, **asked).json() == {"lifted": 2}
    assert program.post("/api/may-share", postal=paper).json()["may_share"] is True


@pytest.mark.parametrize("body", [{}, {"email": " "}, {"phone": 5}, {"name": "Dana"}])
def test_sharing_needs_something_that_is_known(program, body):
    assert program.post("/api/may-share", **body).status_code == 400


def test_the_feed_gives_addresses_until_they_are_confirmed(program):
    suppressed(*SHARING)
    first = program.client.get("/api/opt-outs?after=0").json()
    assert [row["address"] for row in first["opt_outs"]] == [DANA, DANA] and first["is_all"]
    assert program.post("/api/opt-outs/confirm", up_to=first["next_after"] + 1).status_code == 400
    assert program.post("/api/opt-outs/confirm", up_to=first["next_after"]).json() == {"erased": 2}
    again = program.client.get("/api/opt-outs").json()["opt_outs"]
    assert [row["address"] for row in again] == ["", ""]
    assert program.client.get(f"/api/opt-outs?after={first['next_after']}").json()["opt_outs"] == []
    assert program.client.get("/api/opt-outs?after=x").status_code == 400


def test_the_feed_is_read_in_pages(program, monkeypatch):
    from portal.api import views

    monkeypatch.setattr(views, "_PAGE", 1)
    suppressed(*SHARING)
    seen, after = [], 0
    for _page in SHARING:
        answer = program.client.get(f"/api/opt-outs?after={after}").json()
        after = answer["next_after"]
        seen += [row["purpose"] for row in answer["opt_outs"]]
    assert seen == [use.purpose for use in SHARING]


def test_a_program_learns_of_a_consent_after_it_took_the_opt_out(program):
    suppressed()
    first = program.client.get("/api/opt-outs").json()
    asked = {"email": DANA, "at": now().isoformat(), "evidence": {"how": "box ticked", "where": "shop"}}
    program.post("/api/consent", purposes=["mail"], **asked)
    second = program.client.get(f"/api/opt-outs?after={first['next_after']}").json()
    (before,), (after,) = first["opt_outs"], second["opt_outs"]
    assert (before["id"], before["lifted_at"]) == (after["id"], None)
    assert after["lifted_at"] and after["change"] == second["next_after"] > before["change"]
    assert program.post("/api/opt-outs/confirm", up_to=second["next_after"]).status_code == 200


def test_a_consent_lifts_with_evidence_and_sharing_takes_two_steps(program):
    case = suppressed(MAIL, *SHARING)
    asked = {"email": DANA, "at": now().isoformat(), "evidence": {"how": "box ticked", "where": "shop"}}
    assert program.post("/api/consent", purposes=["mail"], **asked).json() == {"lifted": 1}
    assert program.post("/api/consent", purposes=["sale-sharing"], **asked).status_code == 400
    asked["evidence"]["confirmed_at"] = now().isoformat()
    assert program.post("/api/consent", purposes=["sale-sharing"], **asked).json() == {"lifted": 1}
    assert not suppression.is_opted_out(case.business_id, DANA)
    assert suppression.evidence_of(Suppression.objects.get(purpose="mail"))["where"] == "shop"


@pytest.mark.parametrize(
    "change",
    [
        {"purposes": []},
        {"purposes": ["locked"]},
        {"at": "yesterday"},
        {"at": "2026-03-10T09:00:00"},
        {"at": (now() + timedelta(days=2)).isoformat()},
        {"evidence": {"how": "ticked"}},
        {"evidence": {"how": 5, "where": "shop"}},
        {"lists": ["unknown"]},
    ],
)
def test_a_consent_without_what_it_needs_lifts_nothing(program, change):
    suppressed()
    asked = {
        "email": DANA,
        "purposes": ["mail"],
        "at": now().isoformat(),
        "evidence": {"how": "box ticked", "where": "shop"},
    }
    assert program.post("/api/consent", **{**asked, **change}).status_code == 400
    assert Suppression.objects.filter(lifted_at=None).count() == 1


def test_headers_for_mail(program):
    answer = program.post("/api/unsubscribe-headers", email=DANA, list="news").json()["headers"]
    assert answer["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert answer["List-Unsubscribe"].startswith("<http://localhost/u/")
    assert program.post("/api/unsubscribe-headers", email="nobody").status_code == 400


def test_with_another_key_no_check_is_answered(program, settings):
    suppressed()
    settings.SUPPRESSION_KEY = b"8" * 32
    answer = program.post("/api/suppressed", email=DANA)
    assert (answer.status_code, answer.json()["error"]) == (503, "key-lost")
