"""The pages of evidence packs: asking with a ground, the second person, the file on record, and who may see them."""

import hashlib

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dsr import agents, clock, evidence, letters, review
from dsr.formats import references
from dsr.journal import Actor
from dsr.lifecycle import Who
from dsr.models import AccessEntry, DueWork, EvidencePack
from tests import given
from tests.bare_days import without_times
from tests.dsr.agents.test_bundles import a_roll
from tests.given_evidence import content, files, wanted
from tests.given_systems import a_deletion, an_owner, directed, step_of
from tests.portal.staff.desk import at, page

ASKED = {
    "content": "redacted",
    "receiver": "court",
    "recipient": "Superior Court of Fresno",
    "legal_ground": "order",
    "why": "Subpoena 26-1178",
}


def address(pack: EvidencePack, *parts: str) -> str:
    return "/".join(["/desk/evidence", references.spell(pack.reference), *parts, ""])


def text(answer: object) -> str:
    return without_times(answer.content.decode())  # type: ignore[attr-defined]


@pytest.fixture
def approver(browse) -> Client:
    return browse(Who.APPROVER)


def test_asked_for_alone_it_is_made_and_fetched_on_record(approver, case):
    form = f"/desk/evidence/request/{references.spell(case.reference)}/"
    assert form in page(approver, case)
    told = approver.get(form)
    assert "Of request" in text(told) and "password" in text(told) and "§ 7101(d)" in text(told)
    assert approver.post(form, ASKED).status_code == 422, "one alone gives a ground and a password"
    answer = approver.post(form, {**ASKED, **given.ALONE})
    pack = EvidencePack.objects.get()
    assert answer["Location"] == address(pack)
    working = approver.get(address(pack))
    assert "0 of 1" in text(working) and working["Refresh"]
    given.drain()
    shown = text(approver.get(address(pack)))
    assert "Download the pack" in shown and "Superior Court of Fresno" in shown and "Subpoena 26-1178" in shown
    file = approver.get(f"/desk/evidence/{references.spell(pack.reference)}/pack.zip")
    got = b"".join(file.streaming_content)
    pack.refresh_from_db()
    assert len(got) == pack.size == int(file["Content-Length"]) and got.startswith(b"PK")
    assert file["Cache-Control"] == "no-store" and "attachment" in file["Content-Disposition"]
    seen = AccessEntry.objects.filter(name="downloaded").values_list("page", "reference")
    assert [*seen] == [("evidence-file", pack.reference)]
    assert "Evidence pack made" in page(approver, case)


def test_what_is_refused_says_why_and_keeps_what_was_typed(approver, case):
    form = f"/desk/evidence/request/{references.spell(case.reference)}/"
    for changes, words in (
        ({"legal_ground": "review"}, "On this ground it may not go there"),
        ({"recipient": "Dana Whitlow"}, "A pack goes to no requester"),
        ({"why": ""}, "Write what the ground rests on"),
        ({"password": "wrong"}, "This is not your password"),
    ):
        answer = approver.post(form, {**ASKED, **given.ALONE, **changes})
        assert answer.status_code == 422 and words in text(answer), words
        assert "Superior Court of Fresno" in text(answer) or "recipient" in changes
    assert not EvidencePack.objects.exists()


def test_a_second_person_approves_or_refuses_from_the_queue(browse, approver, case):
    second = browse(Who.ADMINISTRATOR)
    form = f"/desk/evidence/request/{references.spell(case.reference)}/"
    assert "A second person approves it" in text(approver.get(form))
    approver.post(form, ASKED)
    pack = EvidencePack.objects.get()
    assert "Another person gives the second approval" in text(approver.get(address(pack)))
    assert address(pack) in text(second.get("/desk/")) and address(pack) not in text(
        browse(Who.REVIEWER).get("/desk/")
    )
    assert second.post(address(pack, "refuse"), {"why": ""}).status_code == 422
    second.post(address(pack, "approve"))
    given.drain()
    pack.refresh_from_db()
    assert pack.state == "ready" and pack.approval.settled_by == second.account
    approver.post(form, ASKED)
    other = EvidencePack.objects.latest("pk")
    second.post(address(other, "refuse"), {"why": "The subpoena names another business."})
    told = text(second.get(address(other)))
    assert "Not approved" in told and "The subpoena names another business." in told
    assert second.get(f"/desk/evidence/{references.spell(other.reference)}/pack.zip").status_code == 404


def test_a_bundle_and_some_days_have_packs_of_their_own(approver, frozen):
    bundle = agents.enter_bundle(a_roll(), given.staff()).bundle
    form = f"/desk/evidence/bundle/{references.spell(bundle.reference)}/"
    assert form in text(approver.get(f"/desk/bundle/{references.spell(bundle.reference)}/"))
    told = approver.post(form, {**ASKED, **given.ALONE, "recipient": "Kim Agent"})
    assert told.status_code == 422 and "A pack goes to no requester" in text(told)
    assert approver.post(form, {**ASKED, **given.ALONE}).status_code == 302
    days = {"business": bundle.business_id, "from_day": "2026-03-01", "to_day": "2026-03-31"}
    assert approver.post("/desk/evidence/ask/", {**ASKED, **given.ALONE, **days}).status_code == 302
    turned = {**ASKED, **given.ALONE, **days, "to_day": "2026-02-01"}
    assert "The first day comes before the last" in text(approver.post("/desk/evidence/ask/", turned))
    given.drain()
    assert {pack.state for pack in EvidencePack.objects.all()} == {"ready"}
    listed = text(approver.get("/desk/evidence/"))
    assert "Requests received Mar 1, 2026 to Mar 31, 2026" in listed and "Bundle" in listed
    assert next(iter(evidence.published_fingerprints().values())) in listed


def test_who_asks_while_an_order_forbids_to_tell_is_asked_why_that_may_be_known(approver, browse, frozen):
    owner = an_owner(given.a_business())
    case = a_deletion(owner.business)
    form = f"/desk/evidence/request/{references.spell(case.reference)}/"
    assert 'name="orders"' not in text(approver.get(form))
    directed(case, step_of(case, owner).pk, forbids_telling=True)
    assert 'name="orders"' in text(approver.get(form))
    days = {"business": owner.business_id, "from_day": "2026-03-01", "to_day": "2026-03-31"}
    assert 'name="orders"' not in text(approver.get("/desk/evidence/ask/"))
    told = {**ASKED, **given.ALONE, **days}
    for place in (form, "/desk/evidence/ask/"):
        answer = approver.post(place, told)
        assert answer.status_code == 422 and "An order forbids to tell" in text(answer), place
        assert 'name="orders"' in text(answer) and "Subpoena 26-1178" in text(answer), "nothing typed is lost"
        assert approver.post(place, {**told, "orders": "It is their own order."}).status_code == 302
    pack = EvidencePack.objects.first()
    assert "It is their own order." in text(browse(Who.ADMINISTRATOR).get(address(pack)))
    given.drain()
    assert "may know of the order" in page(approver, case)


def test_a_pack_that_an_order_stopped_says_so(approver):
    owner = an_owner(given.a_business())
    case = a_deletion(owner.business)
    pack = evidence.ask_pack(wanted(case), Actor(Who.APPROVER, approver.account.pk, given.GROUND))
    directed(case, step_of(case, owner).pk, forbids_telling=True)
    given.drain()
    shown = text(approver.get(address(pack)))
    assert "an order came that forbids to tell" in shown and "Download the pack" not in shown


def test_the_script_is_handed_out_with_its_digest_where_the_fingerprints_are(approver, browse, case):
    script = approver.get("/desk/evidence/verify.py")
    digest = hashlib.sha256(script.content).hexdigest()
    assert "attachment" in script["Content-Disposition"] and script.content == evidence.verifier()
    assert digest in text(approver.get("/desk/evidence/"))
    pack = evidence.ask_pack(wanted(case), Actor(Who.APPROVER, approver.account.pk, given.GROUND))
    given.drain()
    pack.refresh_from_db()
    assert digest in text(approver.get(address(pack)))
    held = files(content(pack))
    assert hashlib.sha256(held["verify.py"]).hexdigest() == digest and digest.encode() in held["README.txt"]
    for told in (b"From, Reply-To, In-Reply-To, References", b"made anew"):
        assert told in held["README.txt"]
    assert browse(Who.REVIEWER).get("/desk/evidence/verify.py").status_code == 403


def test_stopped_and_given_up_packs_say_so(approver, case):
    pack = evidence.ask_pack(wanted(case), Actor(Who.APPROVER, approver.account.pk, given.GROUND))
    DueWork.objects.filter(name="evidence").update(given_up_at=clock.now())
    shown = approver.get(address(pack))
    assert "It stopped by itself" in text(shown) and "Refresh" not in shown
    approver.post(address(pack, "again"))
    given.drain()
    assert "Download the pack" in text(approver.get(address(pack)))
    approver.post(address(pack, "stop"))
    shown = approver.get(address(pack))
    assert "Deleted" in text(shown) and "Nothing of it can be fetched" in text(shown)


def test_the_pages_ask_the_same_few_questions_however_many_packs_there_are(
    approver, case, django_assert_max_num_queries
):
    actor = Actor(Who.APPROVER, approver.account.pk, given.GROUND)
    evidence.ask_pack(wanted(case), actor)
    with CaptureQueriesContext(connection) as few:
        approver.get("/desk/evidence/")
    for _more in range(4):
        evidence.ask_pack(wanted(case), actor)
    with django_assert_max_num_queries(len(few)):
        approver.get("/desk/evidence/")
    with django_assert_max_num_queries(12):
        approver.get(address(EvidencePack.objects.first()))


def test_a_note_for_counsel_is_read_by_approvers_and_administrators_alone(browse, case):
    writer = browse(Who.REVIEWER)
    words = {"seen": case.entry_count, "words": "Weighed with our lawyer.", "is_for_counsel": "on"}
    assert "A court may read it" in page(writer, case) and "For counsel" in page(writer, case)
    assert writer.post(f"{at(case)}note/", words).status_code == 302
    for role in Who.VIEWER, Who.AUDITOR, Who.REVIEWER:
        shown = page(browse(role), case)
        assert "for counsel, sealed apart" in shown and "our lawyer" not in shown, role
    for role in Who.APPROVER, Who.ADMINISTRATOR:
        assert "Weighed with our lawyer." in page(browse(role), case), role
    review.add_note(case.pk, given.staff(), "Plain.")
    assert "Plain." in page(writer, case)


def test_the_daily_email_leads_who_may_approve_to_the_pack(browse, approver, case):
    second = browse(Who.ADMINISTRATOR)
    pack = evidence.ask_pack(wanted(case), Actor(Who.APPROVER, approver.account.pk))
    message = letters.compose_daily_email(second.account)
    assert (
        message is not None and address(pack) in message.body and "Giving out what is about one person" in message.body
    )
    asked = letters.compose_daily_email(approver.account)
    assert asked is None or address(pack) not in asked.body, "who asked for it cannot approve it"
