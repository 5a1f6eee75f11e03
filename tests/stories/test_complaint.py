"""A complaint that hides a deletion, with a real worker: both are acknowledged, both are answered, each by its law."""

from pathlib import Path

from django.core.cache import cache

from dsr import review
from dsr.formats import references
from dsr.models import Business, Case
from tests import given_systems
from tests.given import a_business, staff
from tests.given_forms import Asker
from tests.portal.public.answers import opened
from tests.stories.river import River
from tests.stories.test_deletion import approve, confirm, words_of

URL = "/ask/complaint/"


def test_a_complaint_that_hides_a_deletion(river: River, tmp_path: Path) -> None:
    cache.clear()
    business = a_business()
    Business.objects.update(is_ccpa_business=True)
    shop = given_systems.a_database(tmp_path)
    given_systems.a_system(business, shop)
    dana = Asker()
    answers = {
        "text": "Your shop wrote to me again.\nDelete what you have about me.",
        "for_whom": "self",
        "subject_name": "Dana Whitlow",
        "delivery": "email",
        "email": "dana@example.com",
    }
    assert dana.post(URL, {**opened(dana, URL), **answers}).status_code == 303
    complaint = Case.objects.get()
    river.until_state("review", complaint)
    complaint.refresh_from_db()
    officer = staff()
    (deletion,) = review.open_embedded_requests(complaint.pk, officer, ["deletion"], seen=complaint.entry_count)
    complaint.refresh_from_db()
    review.approve(
        complaint.pk,
        officer,
        review.Approval("COMPLAINT_ANSWERED", reason="We are sorry."),
        seen=complaint.entry_count,
    )
    river.until_state("responded", complaint)
    confirm(river, references.spell(deletion.reference))
    approve(river, deletion, "DELETE_COMPLETED")
    river.until_state("responded", deletion)
    river.until_rest()
    assert given_systems.count(shop, "customers", "id = 1") == 0
    answer = next(words_of(mail) for mail in river.mail.kept if "Our answer" in str(mail["Subject"]))
    assert "We are sorry." in answer and references.spell(deletion.reference) in answer
    assert deletion.received_at == complaint.received_at
