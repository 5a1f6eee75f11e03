"""Unsubscribing with a real worker: one press in the mail program, over HTTP, and nobody is asked anything."""

from pathlib import Path

from dsr import suppression
from dsr.models import Case, Letter, MailList
from tests.given import a_business
from tests.given_forms import Asker
from tests.given_systems import DANA, NEWSLETTER, a_database, a_system, run
from tests.patience import until
from tests.portal.public.answers import opened
from tests.stories.river import River


def test_one_press_stops_the_list_and_ends_without_a_letter(river: River) -> None:
    business = a_business()
    MailList.objects.create(business=business, slug="news", name="Newsletter")
    headers = suppression.unsubscribe_headers(business, "dana@example.com", "news")
    path = headers["List-Unsubscribe"].removeprefix("<http://localhost").rstrip(">")
    client = Asker(enforce_csrf_checks=True)
    assert client.get(path).status_code == 200
    assert not suppression.is_mail_suppressed(business.pk, "dana@example.com", "news")
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert suppression.is_mail_suppressed(business.pk, "dana@example.com", "news")
    until(lambda: Case.objects.filter(state="responded").exists(), "its end", river.tell)
    case = Case.objects.get()
    assert [entry.name for entry in case.entries.order_by("number")] == ["receive", "grant", "answer"]
    assert not Letter.objects.exists() and not case.sealed.exists()


def test_the_page_stops_the_mail_in_the_database_of_the_newsletter_too(river: River, tmp_path: Path) -> None:
    business, url = a_business(), a_database(tmp_path)
    a_system(business, url, name="Newsletter", mapping=NEWSLETTER, actions=["suppress"])
    visitor = Asker()
    assert visitor.post("/unsubscribe/", {**opened(visitor, "/unsubscribe/"), "email": DANA}).status_code in {200, 303}
    assert suppression.is_mail_suppressed(business.pk, DANA)
    until(lambda: Case.objects.filter(state="responded").exists(), "its end", river.tell)
    assert run(url, "SELECT email FROM subscribers WHERE NOT subscribed") == [(DANA,)]
    assert not Letter.objects.exists() and not river.mail.kept
