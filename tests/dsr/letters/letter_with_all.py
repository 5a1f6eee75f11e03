"""A case with all that a letter can tell: companies told, steps settled, items decided, an answer before it."""

from datetime import date

from dsr import journal, letters
from dsr.journal import EntryName
from dsr.kinds import base
from dsr.lifecycle import Transition
from dsr.models import (
    Case,
    ChoiceMode,
    EarlierResponse,
    EligibilityRecord,
    Item,
    Letter,
    PolicyVersion,
    Provider,
    Recipient,
    Step,
    ThirdPartyNotice,
)
from dsr.models.case import Channel
from dsr.models.eligibility import About
from dsr.models.letter import LetterState
from dsr.models.policy import PolicyChoice
from tests.given import a_business, a_case, an_account, at, staff
from tests.given_steps import some_steps


def with_all_that_a_letter_tells() -> Case:
    """A case of which every letter has something to say."""
    business = a_business()
    business.sells = business.is_ccpa_business = True
    business.toll_free_phone, business.phone_offered = "1-800-555-0142", True
    business.save()
    policy = PolicyVersion.objects.create(
        business=business, label="2026", published_on=date(2026, 1, 1), choice=PolicyChoice.OPT_OUT
    )
    ChoiceMode.objects.create(
        business=business, policy_version=policy, means="Call 555-0100. It is free.", since=date(2026, 1, 1)
    )
    made = a_case(
        business=business, answers={"ca_resident": "yes", "household": "yes", "portions": "orders,marketing"}
    )
    made.channel = Channel.PHONE  # so that letters know the name
    Case.objects.filter(pk=made.pk).update(channel=made.channel)
    journal.reseal(made.pk, "decision-reason", "The same hour brought 400 requests from one machine.")
    journal.reseal(made.pk, "not-told-reason", "Alder Catalog Company no longer exists.")
    Recipient.objects.create(business=business, key="r1", name="Alder Media", from_version=1)
    journal.record(made.pk, journal.Line(EntryName.RECIPIENTS_TOLD, {"recipients": ["r1"]}), staff())
    some_notices(made)
    nobody_is_covered(made)
    answered_before(made)
    some_steps(made)
    some_items(made)
    something_ended(made)
    some_letters_of_joins(made)
    return made


def nobody_is_covered(case: Case) -> None:
    """They told us by phone that the law does not cover them, in every way there is."""
    when = {"recorded_at": case.received_at, "day": case.received_at.date(), "entry": 1, "account": an_account()}
    for about in About.values:
        EligibilityRecord.objects.create(case=case, about=about, says="no", rests_on="phone", **when)


def some_letters_of_joins(case: Case) -> None:
    """Of each kind the letter that tells of a join, as it went out: another takes it back."""
    for name in filter(None, (kind.letters.joined for kind in base.every())):
        composed = letters.ComposedLetter(name, "en", "email", "dana@example.com", "Together", "Together.", "")
        row = letters.write_letter(case, composed, key=name, is_response=False)
        Letter.objects.filter(pk=row.pk).update(state=LetterState.ACCEPTED)


def answered_before(case: Case) -> None:
    """An earlier request of hers, answered by email on March 2, which staff chose."""
    earlier = Case.objects.get(pk=case.pk)
    earlier.pk, earlier.reference, earlier.submission = None, "22223333444", "earlier"
    earlier.received_at, earlier.state, earlier.outcome = at("2026-03-01T09:00:00-08:00"), "responded", "STL_DISCLOSED"
    earlier.save(force_insert=True)
    html = "<main>\n<h1>Our response</h1>\n<p>[the earlier response]</p>\n</main>"
    sent = letters.ComposedLetter("disclosed", "en", "email", "dana@example.com", "S", "[the earlier response]", html)
    row = letters.write_letter(earlier, sent, key="earlier", is_response=True)
    Letter.objects.filter(pk=row.pk).update(state="accepted", accepted_at=at("2026-03-02T09:00:00-08:00"))
    EarlierResponse.objects.create(case=case, earlier=earlier, account=an_account(), chosen_at=case.received_at)


def earlier_went_on_paper(case: Case, to: str) -> None:
    """The earlier response went by mail to this address, not by email: only there may it be told of again."""
    row = Letter.objects.get(case__repeated_by__case=case, is_response=True)
    row.delivery = "mail"
    row.save()
    said = letters.body_of(row)
    journal.reseal(row.case_id, f"letter:{row.pk}", {**said, "to": to})


def some_notices(case: Case) -> None:
    """One told of each sort, and one that staff did not tell, with the facts."""
    provider = Provider.objects.create(
        business=case.business, name="Cedar Hosting", how="email", email="c@example.com"
    )
    at = {"case": case, "what": "delete", "how": "mail", "made_at": case.received_at}
    ThirdPartyNotice.objects.create(provider=provider, name=provider.name, state="sent", message_id="m1", **at)
    ThirdPartyNotice.objects.create(recipient_key="r2", name="Birch Data", is_confirmed=True, message_id="m2", **at)
    left = {"state": "not-told", "reason": "TELL_IMPOSSIBLE", "message_id": "m3"}
    row = ThirdPartyNotice.objects.create(recipient_key="r3", name="Dogwood Lists", **left, **at)
    journal.reseal(case.pk, f"not-told:{row.pk}", "It was dissolved in 2023 and has no successor.")


def something_ended(case: Case) -> None:
    """The reason to keep what stood in one place has ended, and it is deleted; in another nothing was left."""
    Case.objects.filter(pk=case.pk).update(state="responded")
    for step in Step.objects.filter(case=case, system__name__in=["Newsletter", "Forum"]):
        line = journal.Line(EntryName.STEP_KEEP_ENDED, {"step": step.pk, "system": step.system.name})
        journal.record(case.pk, line, staff())
    journal.transition(case.pk, journal.Move(Transition.FINISH), staff())


def some_items(case: Case) -> None:
    """One of each decision: corrected, deleted in its place, denied, and denied about health."""
    decided = [("email", "correct", ""), ("birth", "delete", ""), ("postal", "deny", "C_DOCS_INADEQUATE")]
    decided.append(("health", "deny", "C_MORE_LIKELY_ACCURATE"))
    for number, (field, decision, code) in enumerate(decided, start=1):
        row = Item(case=case, number=number, field=field, decision=decision, code=code, is_source_told=True)
        row.is_health = field == "health"
        row.save()
        reason = "The bill you sent is of another year." if code else ""
        source = "" if code else "Alder Catalog Company"
        journal.reseal(case.pk, f"decision:{number}", {"weighed": "The bill.", "reason": reason, "source": source})
