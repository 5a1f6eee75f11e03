"""Opting out with a real worker and mail server: in effect with the press, confirmed by one letter."""

from django.test import Client

from dsr import suppression
from dsr.models import Case
from tests.given import a_business
from tests.portal.public.answers import opened
from tests.stories.river import River, until

URL = "/ask/opt-out/"


def test_the_press_takes_effect_and_the_letter_says_honored(river: River) -> None:
    business = a_business()
    browser = Client()
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
