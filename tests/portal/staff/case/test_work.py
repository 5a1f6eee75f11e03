"""Work in systems on the desk: the draft before it, the steps, what a person does with one, and the clock."""

import pytest

from dsr import fulfilment, journal, verification
from dsr.clock import now
from dsr.formats import references
from dsr.lifecycle import State, Transition, Who
from dsr.models import Case, Step, System
from dsr.models.system import StepState
from portal.staff.case.step_actions import SettleForm
from tests import given
from tests.given_systems import DANA, a_database, a_deletion, a_system, an_owner, run, sold_to
from tests.portal.staff.desk import as_sent, at, fresh, page
from tests.replacement import replace_everywhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

KEEP = "E8_LEGAL_OBLIGATION"


@pytest.fixture
def owner():
    return an_owner(exceptions=[{"code": KEEP, "note": "Tax records."}])


@pytest.fixture
def deletion(owner):
    return a_deletion()


def decision(client, case):
    """What the draft's form would send as it stands."""
    form = client.get(at(case, "draft", "DELETE_COMPLETED")).context["form"]
    return as_sent(form)


def asked(client, case):
    """Approved: the owner of the one system is asked."""
    values = decision(client, case)
    step = Step.objects.get(case=case)
    client.post(at(case, "approve"), {**values, f"keep-{step.pk}": "", "look": "1"})
    shown = client.post(at(case, "approve"), {**values, f"keep-{step.pk}": "", "look": "1"}).context["form"]
    sent = as_sent(shown)
    answer = client.post(at(case, "approve"), sent)
    assert answer.status_code == 302
    given.drain()
    return Step.objects.get(pk=step.pk)


def test_the_draft_tells_what_would_be_and_is_sent_as_shown(reviewer, deletion):
    step = Step.objects.get(case=deletion)
    answer = reviewer.get(at(deletion, "draft", "DELETE_COMPLETED"))
    told = answer.content.decode()
    assert "if all goes well" in told
    assert answer.context["draft"].expected.code == "DELETE_DENIED"  # its one system declares an exception
    assert f"keep={step.pk}.{KEEP}" in told
    framed = reviewer.get(at(deletion, "draft", "DELETE_COMPLETED", "email") + f"?keep={step.pk}.")
    assert "Support desk" in framed.content.decode()
    values = decision(reviewer, deletion)
    changed = {**values, f"keep-{step.pk}": ""}
    # A choice whose letter nobody has seen decides nothing.
    refused = reviewer.post(at(deletion, "approve"), changed)
    assert refused.status_code == 422
    assert "Look at it, then press again" in refused.content.decode()
    assert fresh(deletion).state == State.REVIEW
    looked = reviewer.post(at(deletion, "approve"), {**changed, "look": "1"})
    assert looked.status_code == 200
    assert looked.context["draft"].expected.code == "DELETE_COMPLETED"
    assert reviewer.post(at(deletion, "approve"), values).status_code == 302
    assert Step.objects.get(pk=step.pk).keep_code == KEEP


def test_words_for_the_letter_never_stand_in_an_address(reviewer, deletion):
    form = reviewer.get(at(deletion, "draft", "N_NO_ACTION")).context["form"]
    values = as_sent(form) | {"reason": "A zebra crossed."}
    assert reviewer.post(at(deletion, "decline"), values).status_code == 422
    looked = reviewer.post(at(deletion, "decline"), {**values, "look": "1"})
    told = looked.content.decode()
    assert "A zebra crossed." in looked.context["composed"].text
    assert "<iframe" not in told
    sent = as_sent(looked.context["form"]) | {"also": []}
    assert reviewer.post(at(deletion, "decline"), sent).status_code == 302
    assert fresh(deletion).outcome == "N_NO_ACTION"


def test_a_step_is_seen_chased_and_settled_by_hand(reviewer, browse, deletion):
    step = asked(reviewer, deletion)
    assert step.state == StepState.ASKED
    told = page(reviewer, deletion)
    assert "0 of 1 done" in told
    assert "Wait: a system, or its owner, acts" in told
    Step.objects.filter(pk=step.pk).update(reason="owner-silent")
    assert "Chase the owner of a system: no answer" in page(reviewer, deletion)
    assert "Chase the owner of a system: no answer" in reviewer.get("/desk/").content.decode()
    main = page(browse(Who.VIEWER), deletion)
    assert "/step-chase/" not in main
    seen = fresh(deletion).entry_count
    assert reviewer.post(at(deletion, "step-chase"), {"seen": seen, "step": step.pk}).status_code == 302
    half = {"seen": seen, "step": step.pk, "state": "kept", "keep_code": "", "note": "Seen."}
    refused = reviewer.post(at(deletion, "step-settle"), half)
    assert refused.status_code == 422
    assert "Choose the exception" in refused.content.decode()
    done = {**half, "state": "done"}
    assert reviewer.post(at(deletion, "step-settle"), done).status_code == 302
    given.drain()
    assert fresh(deletion).state == State.RESPONDED
    assert "1 of 1 done" in page(reviewer, deletion)


def test_several_people_behind_one_address_are_a_persons_to_tell_apart(reviewer, browse, tmp_path):
    url = a_database(tmp_path)
    run(url, "UPDATE customers SET email = :email WHERE id = 2", email=DANA)
    a_system(url=url)
    case = a_deletion()
    told = page(reviewer, case)
    assert "finds more than one person" in told
    assert "customers 2" in told
    assert "/step-confirm/" not in page(browse(Who.VIEWER), case)
    step = Step.objects.get(case=case)
    values = {"seen": case.entry_count, "step": step.pk, "found": step.found_digest, "note": "Two accounts of hers."}
    refused = reviewer.post(at(case, "step-confirm"), values)
    assert refused.status_code == 422
    assert "Confirm it, or record what you did" in refused.content.decode()
    assert reviewer.post(at(case, "step-confirm"), {**values, "is_one": "on"}).status_code == 302
    told = page(reviewer, case)
    assert "confirmed as one person" in told
    assert "finds more than one person" not in told


def test_proof_is_shown_recorded_and_asked_for_again(reviewer, owner):
    case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    told = page(reviewer, case)
    assert "takes no part" not in told  # its step is planned once the proof is there
    for words in (">Identity ", "missing", "Without proof, the letter that says so goes out on", "7062(d)"):
        assert words in told, words
    values = {"seen": case.entry_count, "points": ["email"], "note": "Seen at the counter.", "is_declared": "on"}
    assert reviewer.post(at(case, "record-proof"), values).status_code == 422
    good = {**values, "points": ["email", "name", "zip"]}
    assert reviewer.post(at(case, "record-proof"), good).status_code == 302
    assert fresh(case).verified_at is not None
    told = page(reviewer, case)
    assert "Full name" in told
    assert "Seen at the counter." in told
    again = {"seen": fresh(case).entry_count, "reason": "The name looks odd."}
    assert reviewer.post(at(case, "ask-again"), again).status_code == 302
    assert fresh(case).state == State.VERIFYING


def test_it_was_not_me_is_flagged(reviewer, owner, monkeypatch):
    drawn = []
    draw = verification.draw_secret
    replace_everywhere(monkeypatch, draw, lambda: drawn.append(draw()) or drawn[-1])
    case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    found = verification.find_secret("verification", drawn[-1].token)
    verification.disown_request(found.secret)
    given.drain()
    assert "This was not me" in page(reviewer, fresh(case))


def test_more_time_is_offered_with_its_last_day(reviewer, browse, deletion):
    told = page(reviewer, deletion, "extend")
    assert "Send the notice, with the reason, by Fri, Apr 24. It must go out by Fri, Apr 24." in told
    assert "due by June 8, 2026" in told
    assert "Send the notice" not in page(browse(Who.VIEWER), deletion, "extend")
    values = {"seen": deletion.entry_count, "reason": "A reseller must be asked."}
    assert reviewer.post(at(deletion, "extend"), values).status_code == 302
    told = page(reviewer, deletion)
    assert "The date for the person is April 24, 2026" in told
    assert "the date is now June 8, 2026" in told
    assert "A reseller must be asked." in told


def test_the_acknowledgement_on_paper_has_its_own_day(reviewer, owner):
    party = {"name": "Dana Whitlow", "postal": "12 Sample Street\nOakland, CA 94607"}
    case = given.in_review(
        kind="deletion",
        answers={"ca_resident": "yes", "extent": "all"},
        parties={"subject": {"name": "Dana Whitlow"}, "requester": party},
        delivery="mail",
    )
    told = page(reviewer, case)
    assert "Send the acknowledgement by March 20, 2026" in told
    letter = case.letters.get()
    values = {"seen": case.entry_count, "letter": letter.pk, "mailed_on": "2026-03-10"}
    assert reviewer.post(at(case, "mailed"), values).status_code == 302
    assert "The acknowledgement must be out" not in page(reviewer, case)


def test_an_unapproved_mapping_and_a_system_without_reason_are_shown(reviewer, deletion):
    shop = a_system(is_approved=False)
    System.objects.create(business=deletion.business, name="Old archive", way="person", position=90)
    fulfilment.plan_steps(fresh(deletion))
    told = page(reviewer, deletion)
    assert "only counted until the fields are approved" in told
    assert f"/desk/systems/{shop.pk}/approve/" in told
    assert "Old archive takes no part and the register does not say why" in told


def test_what_came_back_says_why(reviewer, deletion):
    journal.transition(deletion.pk, journal.Move(Transition.APPROVE, {"outcome": "DELETE_COMPLETED"}), given.staff())
    journal.transition(deletion.pk, journal.Move(Transition.RETURN, {"reason": "rows-changed"}), journal.MACHINE)
    told = page(reviewer, deletion)
    assert "It came back to you: the rows changed since they were looked up" in told
    assert told.count("the rows changed since they were looked up") == 2  # and the journal tells it


def test_companions_lead_to_each_other(reviewer, deletion):
    other = given.a_case(kind="account-deletion", answers={"ca_resident": "no"}, opened_by=deletion)
    told = page(reviewer, deletion)
    assert at(other) in told
    assert "Next there: Wait: the acknowledgement is being written." in told
    assert at(deletion) in page(reviewer, Case.objects.get(pk=other.pk))


def test_the_page_takes_as_many_queries_for_many_systems(reviewer, owner, django_assert_max_num_queries):
    for number in range(8):
        an_owner(name=f"Office {number}")
    case = a_deletion()
    with django_assert_max_num_queries(57):
        page(reviewer, case)


def test_the_letter_names_who_was_told_and_only_once_that_is_recorded(reviewer, owner):
    business = given.a_ledger(recipients=1)
    sold_to(business, "r1")
    System.objects.update(exceptions=[])
    case = a_deletion(business)
    assert "Recipients to tell" in page(reviewer, case)
    assert "We tell these companies" not in reviewer.get(at(case, "draft", "DELETE_COMPLETED")).content.decode()
    refused = reviewer.post(at(case, "approve"), decision(reviewer, case))
    assert refused.status_code == 422
    assert "choose which recipients are told" in refused.content.decode()
    assert fresh(case).state == State.REVIEW
    values = {"seen": fresh(case).entry_count, "recipients": ["r1"]}
    assert reviewer.post(at(case, "told"), values).status_code == 302
    assert "7022(b)(3)" in page(reviewer, case)
    text = reviewer.get(at(case, "draft", "DELETE_COMPLETED")).context["composed"].text
    assert "We tell these companies" in text
    assert "- Alder Catalog Company 1" in text
    assert reviewer.post(at(case, "approve"), decision(reviewer, case)).status_code == 302
    assert fresh(case).state == State.WORKING


@pytest.mark.parametrize(("answers", "is_offered"), [({"extent": "all"}, False), ({"portions": "orders"}, True)])
def test_not_asked_for_is_a_choice_only_where_a_part_was_asked(reviewer, owner, answers, is_offered):
    case = a_deletion(answers={"ca_resident": "yes", **answers})
    step = Step.objects.get(case=case)
    form = reviewer.get(at(case, "draft", "DELETE_COMPLETED")).context["form"]
    by_hand = SettleForm(case=case, name=f"step-settle-{step.pk}")
    for field in (form.fields[f"keep-{step.pk}"], by_hand.fields["keep_code"]):
        assert ("NOT_ASKED" in dict(field.choices)) is is_offered
    nothing = "Nothing of what was asked for is held there" if is_offered else "Nothing is held there about the person"
    assert dict(by_hand.fields["state"].choices)[StepState.NOT_HELD] == nothing


def test_where_nobody_could_be_looked_for_no_count_says_that_nothing_was_found(reviewer):
    an_owner()
    case = a_deletion()
    told = {"state": "previewed", "found": {"customers": 0}, "found_at": now()}
    Step.objects.filter(case=case).update(**told)
    assert "customers 0" in page(reviewer, case)
    Step.objects.filter(case=case).update(reason="no-address")
    shown = page(reviewer, case)
    assert "customers 0" not in shown and "nothing that finds people here" in shown
    assert "looked up" not in shown and "nobody could be looked for" in shown
    step = Step.objects.get(case=case)
    draft = reviewer.get(at(case, "draft", "DELETE_COMPLETED")).content.decode()
    assert f'href="/desk/{references.spell(case.reference)}/#step-{step.pk}"' in draft
    assert f'id="step-{step.pk}"' in shown and "delete it in every system" not in draft
