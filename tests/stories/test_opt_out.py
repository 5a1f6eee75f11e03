"""Opting out with a real worker, mail server and database: in effect with the press, confirmed by one letter."""

import secrets
from pathlib import Path

from django.core.cache import cache

from dsr import recipients, suppression, verification
from dsr.clock import now
from dsr.law.spans import local_date
from dsr.models import Case, Step, Suppression
from dsr.models.system import StepState
from tests import given_systems
from tests.given import a_business
from tests.given_forms import Asker
from tests.patience import until
from tests.portal.public.answers import opened
from tests.stories.river import River

URL = "/ask/opt-out/"


def test_the_press_takes_effect_and_the_letter_says_honored(river: River) -> None:
    business = a_business()
    browser = Asker()
    answers = {"stops": ["sale-sharing", "direct-marketing"], "delivery": "email", "email": "dana@example.com"}
    page = browser.post(URL, {**opened(browser, URL), **answers}, follow=True)
    assert "Opt-Out Request Honored" in page.content.decode()
    found = suppression.may_share(business.pk, "dana@example.com")
    assert not found.may_share and found.ask_again_on
    until(lambda: Case.objects.filter(state="responded").exists(), "the response", river.tell)
    (letter,) = river.mail.to("dana@example.com")
    assert "Opt-Out Request Honored" in str(letter["Subject"])
    assert [entry.name for entry in Case.objects.get().entries.order_by("number")][:3] == [
        "receive",
        "grant",
        "prepare",
    ]


def test_a_database_that_shares_is_told_and_the_response_waits_for_it(river: River, tmp_path: Path) -> None:
    business = a_business()
    url = given_systems.a_database(tmp_path)
    given_systems.a_system(
        business,
        url,
        name="Ad audiences",
        holds="Email addresses",
        actions=["opt-out"],
        mapping=given_systems.NEWSLETTER,
    )
    browser = Asker()
    answers = {"stops": ["sale-sharing"], "delivery": "email", "email": "dana@example.com"}
    assert browser.post(URL, {**opened(browser, URL), **answers}).status_code == 303
    case = Case.objects.get()
    river.until_state("responded", case)
    river.until_rest()
    assert given_systems.run(url, "SELECT id FROM subscribers WHERE NOT subscribed") == [(1,)]
    step = Step.objects.get(case=case)
    assert step.state == StepState.DONE and recipients.opt_out_period(case)[1] == local_date(step.settled_at)
    assert not Suppression.objects.exclude(sealed_address="").exists(), "nobody is still to be told"
    assert len(river.mail.to("dana@example.com")) == 1


def test_the_signal_of_a_known_person_is_an_opt_out_like_any_other(river: River) -> None:
    cache.clear()
    business = a_business()
    key = verification.make_handoff_key(business, "website")
    at = now().timestamp()
    claims = {"account": "c-1", "email": "dana@example.com", "name": "Dana Whitlow", "signed_in_at": at, "at": at}
    browser = Asker(headers={"Sec-GPC": "1"})
    assert "Opt-Out Request Honored" not in browser.get("/").content.decode()
    for _visit in range(2):
        signed = verification.sign_handoff(key, {**claims, "nonce": secrets.token_hex(8)})
        page = browser.post("/hand-off/", {"key": "website", "hand_off": signed}, follow=True)
        assert "Opt-Out Request Honored" in page.content.decode()
    assert not suppression.may_share(business.pk, "dana@example.com").may_share
    case = Case.objects.get()
    river.until_state("responded", case)
    (letter,) = river.mail.to("dana@example.com")
    assert "Opt-Out Request Honored" in str(letter["Subject"])
    assert {row.source for row in case.suppressions.all()} == {"signal"}
