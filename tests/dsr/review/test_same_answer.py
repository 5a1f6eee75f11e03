"""Only requests of one person, on a recorded ground, that are owed the same answer are joined."""

import pytest

from dsr import journal, review
from dsr.errors import BadInput
from dsr.lifecycle import State
from dsr.models import Case, ChoiceMode, PolicyVersion
from dsr.models.case import JoinGround
from dsr.models.policy import PolicyChoice
from tests.given import a_business, a_ledger, approved, at, declined, drain, in_review, joined, staff
from tests.given_joins import again, responses, someone
from tests.given_systems import a_deletion

pytestmark = pytest.mark.django_db
LAST_OF_2026, FIRST_OF_2027 = at("2026-12-31T23:30:00-08:00"), at("2027-01-01T00:30:00-08:00")


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(at("2026-03-10T09:00:00-07:00"))


def test_requests_of_two_calendar_years_are_never_joined(frozen):
    frozen(FIRST_OF_2027)
    first, second = in_review(received_at=LAST_OF_2026), in_review(received_at=FIRST_OF_2027)
    assert (first.year, second.year) == (2025, 2026)
    [found] = review.suggest_duplicates(second)
    assert "different years" in found.why_not_joined
    with pytest.raises(BadInput, match=r"different years \(2026 and 2027\)"):
        joined(second, first)
    assert again(second).state == State.REVIEW


def test_each_of_two_years_is_answered_with_its_own_report(frozen):
    frozen(FIRST_OF_2027)
    a_ledger()
    cases = [in_review(received_at=LAST_OF_2026), in_review(received_at=FIRST_OF_2027)]
    for case in cases:
        approved(again(case))
        drain()
    years = {again(case).compilation.year for case in cases}
    assert years == {2025, 2026}
    assert len(responses()) == 2


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"answers": {"ca_resident": "no", "household": "yes"}}, "the same"),
        ({"answers": {}}, "the same"),
        ({"language": "es"}, "languages"),
    ],
)
def test_what_states_or_asks_something_else_is_not_joined(changes, why, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("es", "Spanish")]
    language = changes.pop("language", "")
    first, second = in_review(), in_review(**changes)
    if language:
        Case.objects.filter(pk=second.pk).update(language=language)
    with pytest.raises(BadInput, match=why):
        joined(second, first)


def test_choice_mode_and_a_list_are_not_the_same_answer():
    business = a_business()
    first = in_review()
    policy = PolicyVersion.objects.create(
        business=business,
        label="2026",
        published_on=at("2026-03-01T00:00:00-08:00").date(),
        choice=PolicyChoice.OPT_OUT,
    )
    ChoiceMode.objects.create(business=business, policy_version=policy, means="Call.", since=policy.published_on)
    second = in_review()
    assert (first.choice_mode_id, bool(second.choice_mode_id)) == (None, True)
    with pytest.raises(BadInput, match="say no was not the same"):
        joined(second, first)


def test_another_kind_another_business_and_what_is_decided_are_not_joined():
    first, second = in_review(), in_review()
    other = in_review(business=a_business("Larch Radio, LLC"))
    decided = declined(in_review(received_at=at("2026-03-01T09:00:00-08:00")))
    for reference in (second.reference, "22222222222", "", other.reference, decided.reference):
        with pytest.raises(BadInput):
            review.join(second.pk, staff(), review.Joining(reference, "same-address"), seen=second.entry_count)
    with pytest.raises(BadInput, match="open the later request"):
        joined(first, second)
    assert {again(first).state, again(second).state} == {State.REVIEW}
    assert again(first).entry_count == first.entry_count


def test_a_deletion_is_joined_only_when_who_asks_is_proved_for_each():
    first, second = (a_deletion(parties=someone("dana@example.com")) for _each in range(2))
    Case.objects.filter(pk=second.pk).update(verified_at=None)
    for one, other in ((second, first), (first, second)):
        Case.objects.filter(pk=one.pk).update(verified_at=None)
        Case.objects.filter(pk=other.pk).update(verified_at=first.received_at)
        with pytest.raises(BadInput, match="proves nothing for another"):
            joined(second, first)
    Case.objects.filter(pk__in=[first.pk, second.pk]).update(verified_at=first.received_at)
    assert joined(second, first).state == State.JOINED


def test_permission_is_not_inherited():
    first = a_deletion(parties=someone("dana@example.com"))
    agent = {"subject": {"name": "Dana Whitlow"}, "requester": {"name": "Ira Marsh", "email": "ira@firm.example"}}
    second = a_deletion(parties=agent, is_for_another=True)
    Case.objects.filter(pk=second.pk).update(answers=first.answers, verified_at=first.received_at)
    with pytest.raises(BadInput, match="No permission is attached"):
        joined(second, first, "said-so", "She called.")


def test_a_ground_is_chosen_and_recorded():
    first, second = in_review(), in_review()
    with pytest.raises(BadInput, match="Choose by what"):
        joined(second, first, "a-feeling")
    for ground in set(JoinGround.values) - {JoinGround.SAME_ADDRESS}:
        with pytest.raises(BadInput, match="Write what you saw"):
            joined(second, first, ground, " ")
    case = joined(second, first, "said-so", "She called on March 10.")
    assert (case.joined_to_id, case.join_ground) == (first.pk, "said-so")
    entry = case.entries.get(name="join")
    assert journal.facts_of(entry)["ground"] == "said-so"
    assert case.sealed.filter(name=f"words:{entry.number}").exists()


def test_the_same_address_is_compared_not_believed():
    first = in_review()
    for other in (someone("dana@work.example"), someone("dana@example.com", "Dan Whitlow")):
        with pytest.raises(BadInput, match="do not give the same name"):
            joined(in_review(parties=other), first)
    assert joined(in_review(parties=someone("DANA@example.com", "dana  whitlow")), first).state == State.JOINED


def test_the_address_of_a_firm_is_no_address_of_the_person():
    firm = {"subject": {"name": "Dana Whitlow"}, "requester": {"name": "Ira Marsh", "email": "intake@firm.example"}}
    first, second = (in_review(parties=firm, is_for_another=True) for _each in range(2))
    with pytest.raises(BadInput, match="do not give the same name"):
        joined(second, first)
