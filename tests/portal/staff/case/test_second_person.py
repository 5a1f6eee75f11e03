"""The page of a second approval; and who works alone gives the password on the page of the decision."""

from datetime import timedelta

import pytest

from dsr.clock import now
from dsr.lifecycle import Who
from dsr.models import Account, SecondApproval, Step
from tests import given
from tests.given_systems import a_deletion, an_owner, granted
from tests.portal.staff.desk import as_sent, at, fresh, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def deletion():
    an_owner()
    return a_deletion()


@pytest.fixture
def first(browse):
    return browse(Who.ADMINISTRATOR)


@pytest.fixture
def second(browse):
    return browse(Who.ADMINISTRATOR)


def drafted(client, case):
    return client.get(at(case, "draft", "DELETE_COMPLETED")).context["form"]


def decide(client, case):
    form = drafted(client, case)
    return client.post(at(case, "approve"), as_sent(form), follow=True)


def test_the_second_person_sees_what_was_decided_by_whom_and_the_letter(first, second, deletion):
    assert "password" not in drafted(first, deletion).fields  # another person is there
    Account.objects.filter(pk=first.account.pk).update(name="Sam Okafor")
    told = decide(first, deletion).content.decode()
    assert "A second person approves it next" in told
    assert "Second approval" in second.get("/desk/").content.decode()
    shown = second.get(at(deletion, "second-approval"))
    assert "Sam Okafor" in shown.content.decode()
    assert shown.context["found"].problem == ""
    assert "deleted" in shown.context["found"].composed.text
    assert shown.context["found"].composed.html == (
        second.get(at(deletion, "second-approval", "email")).content.decode()
    )
    answer = second.post(at(deletion, "approve-second"), {"seen": fresh(deletion).entry_count})
    assert answer.status_code == 302
    assert SecondApproval.objects.get().settled_by_id == second.account.pk
    assert second.get(at(deletion, "second-approval")).status_code == 404


def test_who_decided_it_reads_why_another_must(first, second, deletion):
    decide(first, deletion)
    shown = first.get(at(deletion, "second-approval"))
    assert shown.context["offered"] == {}
    assert "You decided it" in shown.content.decode()
    seen = {"seen": fresh(deletion).entry_count}
    assert first.post(at(deletion, "approve-second"), seen).status_code == 409
    assert first.post(at(deletion, "approve-second"), {**seen, **given.ALONE}).status_code == 409
    assert first.post(at(deletion, "refuse-second"), {**seen, "note": "No."}).status_code == 409
    assert SecondApproval.objects.get().state == "asked"


def test_a_refusal_says_why_on_the_same_page_and_on_the_request(first, second, deletion):
    decide(first, deletion)
    seen = {"seen": fresh(deletion).entry_count}
    empty = second.post(at(deletion, "refuse-second"), seen)
    assert empty.status_code == 422
    assert "Write why you do not approve it." in empty.content.decode()
    assert "Second approval of" in empty.content.decode()
    assert second.post(at(deletion, "refuse-second"), {**seen, "note": "It is her son's."}).status_code == 302
    told = page(first, deletion)
    assert "the second person did not approve the decision" in told
    assert "It is her son&#x27;s." in told


def test_who_works_alone_gives_password_and_reason_on_the_same_page(first, deletion):
    form = drafted(first, deletion)
    values = as_sent(form)
    refused = first.post(at(deletion, "approve"), {**values, "ground": "", "password": ""})
    assert {*refused.context["form"].errors} == {"ground", "password"}
    wrong = first.post(at(deletion, "approve"), {**values, "password": "another-long-phrase"})
    assert wrong.status_code == 422
    assert "This is not your password." in wrong.content.decode()
    assert values["password"] not in wrong.content.decode()
    assert first.post(at(deletion, "approve"), values).status_code == 302
    told = page(first, deletion)
    assert "one pair of eyes" in told
    assert given.GROUND in told


def test_a_password_is_tried_as_often_as_at_the_sign_in(first, deletion, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/m/key"}
    values = {**as_sent(drafted(first, deletion)), "password": "another-long-phrase"}
    for _try in range(2):
        assert "This is not your password." in first.post(at(deletion, "approve"), values).content.decode()
    right = first.post(at(deletion, "approve"), {**values, "password": given.PASSWORD})
    assert right.status_code == 422
    assert "Too many failed" in right.content.decode()


def test_on_the_day_to_send_by_the_page_asks_whoever_decides_for_the_password(first, second, deletion, frozen):
    decide(first, deletion)
    frozen(now() + timedelta(days=(fresh(deletion).send_by - now().date()).days))
    shown = first.get(at(deletion, "second-approval")).context["offered"]["approve"]
    assert first.post(at(deletion, "approve-second"), as_sent(shown)).status_code == 302
    assert SecondApproval.objects.get().state == "alone"


def test_what_was_kept_and_is_deleted_after_all_is_approved_too(first, second, deletion):
    step = Step.objects.get(case=deletion)
    case = granted(deletion, {step.pk: "E8_LEGAL_OBLIGATION"})
    sent = {"seen": fresh(case).entry_count, "step": step.pk, "why": "The seven years are over."}
    assert first.post(at(case, "step-end"), sent).status_code == 302
    shown = second.get(at(case, "second-approval")).content.decode()
    assert "It was kept, and is deleted after all" in shown
    refusal = {"seen": fresh(case).entry_count, "note": "Not before the audit."}
    assert second.post(at(case, "refuse-second"), refusal).status_code == 302
    assert (fresh(case).state, Step.objects.get(pk=step.pk).state) == ("responded", "kept")
    sent["seen"] = fresh(case).entry_count
    assert first.post(at(case, "step-end"), sent).status_code == 302
    assert second.post(at(case, "approve-second"), {"seen": fresh(case).entry_count}).status_code == 302
    given.drain()
    assert Step.objects.get(pk=step.pk).state == "asked"


def test_a_viewer_reads_and_presses_nothing(first, second, deletion, browse):
    decide(first, deletion)
    viewer = browse(Who.VIEWER)
    assert viewer.get(at(deletion, "second-approval")).context["offered"] == {}
    assert viewer.post(at(deletion, "approve-second"), {"seen": 1}).status_code == 403
