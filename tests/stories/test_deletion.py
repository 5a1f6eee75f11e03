"""The life of a deletion: asked for on the form, confirmed in a second step, done in a real database, answered."""

import re
import shutil
from datetime import timedelta
from email.message import EmailMessage
from io import StringIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command

from dsr import engine, letters, review, third_party_notices, verification
from dsr.clock import today
from dsr.demo_clock import move_forward
from dsr.models import Business, Case, Step, System, ThirdPartyNotice
from tests import given, given_systems, given_third_party_notices
from tests.given import a_business, a_case, staff
from tests.given_forms import Asker
from tests.patience import until
from tests.portal.public.answers import opened
from tests.stories.river import River

ANSWERS = {
    "for_whom": "self",
    "subject_name": "Dana Whitlow",
    "delivery": "email",
    "email": "dana@example.com",
    "ca_resident": "yes",
    "extent": "all",
}


@pytest.fixture
def shop(river: River, tmp_path: Path) -> str:
    """A business under the CCPA with one database in the register."""
    cache.clear()
    business = a_business()
    Business.objects.update(is_ccpa_business=True)
    url = given_systems.a_database(tmp_path)
    given_systems.a_system(business, url)
    return url


def ask(url: str, **changes: str) -> Asker:
    visitor = Asker()
    assert visitor.post(url, {**opened(visitor, url), **ANSWERS, **changes}).status_code == 303
    return visitor


def words_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def confirm(river: River, reference: str) -> None:
    """As a person does: open the link of the letter, then press the button."""
    until(lambda: any("/prove/" in words_of(mail) for mail in river.mail.kept), "the letter", river.tell)
    said = next(
        words_of(mail) for mail in river.mail.kept if reference in words_of(mail) and "/prove/" in words_of(mail)
    )
    found = re.search(r"/prove/[\w-]{20,}/", said)
    assert found
    visitor = Asker()
    page = visitor.get(found[0]).content.decode()
    assert "Nothing is done until you press the button" in page
    assert Case.objects.filter(verified_at=None).exists()
    assert visitor.post(found[0], {"do": "confirm"}).status_code in {200, 302, 303}


def proved(river: River) -> Case:
    """A deletion whose proof staff saw at the counter."""
    case = a_case(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    river.until_state("verifying", case)
    seen = Case.objects.get(pk=case.pk).entry_count
    return verification.record_proof(case.pk, staff(), seen=seen, points=["email", "name"], note="Seen.")


def approve(river: River, case: Case, outcome: str) -> None:
    river.until_state("review", case)
    looked_up = Step.objects.filter(case=case).exclude(system__way="person")
    until(lambda: looked_up.exists() and not looked_up.filter(found_at=None).exists(), "the look", river.tell)
    case = Case.objects.get(pk=case.pk)
    review.approve(case.pk, staff(), review.Approval(outcome), seen=case.entry_count)


def test_from_the_form_to_an_empty_database(river: River, shop: str):
    ask("/ask/deletion/")
    case = Case.objects.get()
    assert case.due_safe == today() + timedelta(days=45)
    river.until_state("verifying", case)
    spelled = f"{case.reference[:4]}-{case.reference[4:8]}-{case.reference[8:]}"
    confirm(river, spelled)
    approve(river, case, "DELETE_COMPLETED")
    river.until_state("responded", case)
    river.until_rest()
    assert given_systems.count(shop, "customers", "id = 1") == 0
    assert given_systems.count(shop, "customers") == 2
    response = words_of(river.mail.kept[-1])
    assert "Shop database: Customers and orders" in response
    assert "backups" in response and "§ 7101" in response
    assert Case.objects.get().outcome == "DELETE_COMPLETED"


def mailed(river: River, to: str, words: str) -> EmailMessage:
    """The newest mail to this address that has these words, once it is there."""

    def found() -> list[EmailMessage]:
        return [mail for mail in river.mail.to(to) if words in f"{mail['Subject']} {words_of(mail)}"]

    until(found, words, river.tell)
    return found()[-1]


def test_the_owner_of_a_system_is_asked_reminded_and_answers_through_the_link(river: River, shop: str):
    owner = given_systems.an_owner(owner_email="ira@fernwood.example")
    case = proved(river)
    approve(river, case, "DELETE_COMPLETED")
    asked = mailed(river, owner.owner_email, "Please act by")
    until(lambda: Step.objects.filter(system=owner).exclude(asked_at=None).exists(), "asked", river.tell)
    step = Step.objects.get(system=owner)
    move_forward(step.due_on - today() - timedelta(days=2))
    engine.run_daily_jobs()
    reminder = mailed(river, owner.owner_email, "Reminder")
    for mail in (asked, reminder):
        assert "Whitlow" not in mail.as_string()
    link = re.search(r"/task/[\w-]{20,}/", words_of(reminder))
    assert link
    visitor = Asker()
    assert "dana@example.com" in visitor.get(link[0]).content.decode()
    assert Case.objects.get().state == "working"
    assert visitor.post(link[0], {"state": "done", "found": "2", "note": "Two tickets."}).status_code == 200
    river.until_state("responded", case)
    river.until_rest()
    assert given_systems.count(shop, "customers", "id = 1") == 0
    assert mailed(river, "dana@example.com", "Support desk: Letters and calls")


def test_who_never_proves_it_is_reminded_once_and_answered_in_time(river: River, shop: str):
    ask("/ask/deletion/")
    case = Case.objects.get()
    river.until_state("verifying", case)
    mailed(river, "dana@example.com", "Confirm your request to delete your information")
    move_forward(timedelta(days=12))
    engine.run_daily_jobs()
    mailed(river, "dana@example.com", "Confirm your request by")
    move_forward(case.due_safe - today() - timedelta(days=3))
    engine.run_daily_jobs()
    river.until_state("responded", case)
    river.until_rest()
    case = Case.objects.get()
    assert (case.outcome, len(river.mail.kept)) == ("N_NOT_VERIFIED", 3)
    assert "We could not verify who made this request." in words_of(river.mail.kept[-1])
    assert today() <= case.due_safe
    assert given_systems.count(shop, "customers", "id = 1") == 1


def test_more_time_is_told_with_its_reason_and_kept(river: River, shop: str):
    case = proved(river)
    river.until_state("review", case)
    first = case.due_safe
    move_forward(first - today())
    case = Case.objects.get()
    letters.extend_deadline(case.pk, staff(), seen=case.entry_count, reason="Two archives are read by hand.")
    case = Case.objects.get()
    notice = words_of(mailed(river, "dana@example.com", "Two archives are read by hand."))
    assert f"{case.due_safe:%B} {case.due_safe.day}, {case.due_safe.year}" in notice
    assert case.due_safe == first + timedelta(days=45)
    move_forward(timedelta(days=30))
    approve(river, case, "DELETE_COMPLETED")
    river.until_state("responded", case)
    river.until_rest()
    case = Case.objects.get()
    assert first < today() <= case.due_safe
    assert (case.outcome, given_systems.count(shop, "customers", "id = 1")) == ("DELETE_COMPLETED", 0)


def test_who_has_the_information_too_is_told_and_answers_and_the_response_says_so(river: River, shop: str):
    business = given.a_ledger()
    given_third_party_notices.a_contact(business, "r1")
    given_third_party_notices.a_provider()
    given_systems.sold_to(business, "r2")
    given_systems.run(shop, "CREATE TABLE shared_with (customer_id INTEGER, partner TEXT)")
    given_systems.run(shop, "INSERT INTO shared_with VALUES (1, 'r1')")
    system = System.objects.get()
    recipients = {"table": "shared_with", "column": "partner", "by": {"customer_id": "customers.id"}}
    system.mapping = {**system.mapping, "recipients": recipients}
    system.approved_digest = system.mapping_digest
    system.save()
    case = proved(river)
    river.until_state("review", case)
    until(lambda: any(step.recipients for step in Step.objects.all()), "the look", river.tell)
    facts = "It was dissolved in 2023 and left no successor."
    nobody = third_party_notices.Selection([], {"r2": "Alder Catalog Company 2"}, "TELL_IMPOSSIBLE", facts)
    third_party_notices.select_recipients(case.pk, staff(), nobody)
    approve(river, case, "DELETE_COMPLETED")
    river.until_state("responded", case)
    river.until_rest()
    response = words_of(mailed(river, "dana@example.com", "We did what was asked."))
    for said in ("- Alder Catalog Company 1", "- Cedar Hosting", f"§ 7022(b)(3)). {facts}"):
        assert said in response
    for address in (given_third_party_notices.CEDAR, given_third_party_notices.BIRCH):
        (mail,) = river.mail.to(address)
        assert "Whitlow" not in mail.as_string()
        link = re.search(r"/told/[\w-]{20,}/", words_of(mail))
        assert link
        assert "dana@example.com" in Asker().get(link[0]).content.decode()
        assert Asker().post(link[0], {"state": "done"}).status_code == 200
    assert set(ThirdPartyNotice.objects.values_list("state", flat=True)) == {"acknowledged", "not-told"}
    assert "dana" not in river.log.lower()


def test_a_restored_backup_is_purged_again(river: River, shop: str, tmp_path: Path):
    database = shop.removeprefix("sqlite:///")
    shutil.copy(database, tmp_path / "backup")
    case = proved(river)
    approve(river, case, "DELETE_COMPLETED")
    river.until_state("responded", case)
    river.until_rest()
    shutil.copy(tmp_path / "backup", database)
    assert given_systems.count(shop, "customers", "id = 1") == 1
    said = StringIO()
    call_command("replay_deletions", "--do", "--even-new", stdout=said)
    assert "1 deleted before are back" in said.getvalue()
    assert [given_systems.count(shop, name) for name in ("customers", "orders", "tickets")] == [2, 4, 2]
