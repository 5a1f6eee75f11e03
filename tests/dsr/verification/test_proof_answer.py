"""Giving proof: once, within the tries, by whom it was sent to; and what staff saw themselves."""

import threading

import pytest
from django.db import connection

from dsr import journal, parties, verification
from dsr.errors import BadInput, Changed, NotAllowed
from dsr.formats.references import spell
from dsr.journal import EntryName, Line
from dsr.lifecycle import Who
from dsr.models import Case, Entry, Sealed, VerificationRule
from tests.given import a_business, a_case, drain, staff
from tests.given_proof import KIND, again, drawn, kinds, matches, proof_of, secret_of
from tests.given_proof import proving as waiting_case
from tests.patience import PATIENCE

__all__ = ["drawn", "kinds", "matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds", "matches")]

SIGNED = verification.Declaration("I declare …", "Dana Whitlow", "Fresno, California", "March 10, 2026")


def facts(case: Case, name: str) -> dict[str, object]:
    return journal.facts_of(Entry.objects.get(case=case, name=name))


def test_one_press_proves_the_address_and_confirms(frozen, drawn):
    case = waiting_case()
    assert verification.prove(secret_of(drawn[-1]), {})
    case = again(case)
    assert (case.state, case.verified_level, proof_of(case).state) == ("review", "reasonable", "passed")
    assert facts(case, "proof-given") == {"proof": ["email", "confirm"], "points": [], "tries": 0}
    assert facts(case, "verify")["points"] == ["email", "name"]


def test_a_second_press_does_nothing(frozen, drawn):
    case = waiting_case()
    secret = secret_of(drawn[-1])
    assert verification.prove(secret, {}) and not verification.prove(secret, {})
    assert Entry.objects.filter(case=case, name="proof-given").count() == 1


def test_the_other_letters_end_with_the_proof(frozen, drawn):
    case = waiting_case()
    verification.remind_requester(case.pk)
    verification.prove(secret_of(drawn[0]), {})
    assert verification.find_secret(verification.FOR_PROOF, drawn[1].token).state == "ended"


def test_offered_points_are_sealed_and_removed_when_they_were_weighed(frozen, drawn, matches):
    matches.add("zip")
    case = waiting_case()
    verification.prove(secret_of(drawn[-1]), {"zip": "93701"})
    assert parties.sealed_value(case, "points") == {"zip": "93701"}
    again(case)
    assert not Sealed.objects.filter(case=case, name="points").exists()
    assert "93701" not in str(list(Entry.objects.filter(case=case).values_list("facts", flat=True)))


def test_too_little_goes_to_a_person_and_only_names_are_kept(frozen, drawn, matches):
    matches.discard("name")
    case = waiting_case()
    verification.prove(secret_of(drawn[-1]), {})
    case = again(case)
    row = proof_of(case)
    assert (case.state, row.state, case.verified_at) == ("review", "short", None)
    assert (row.points_offered, row.points_matched) == (["email", "name"], ["email"])


def test_the_declaration_is_sealed_word_for_word(frozen, drawn, matches):
    matches.add("zip")
    VerificationRule.objects.create(business=a_business(), kind=KIND, level="high", points=["email", "name", "zip"])
    case = waiting_case()
    assert verification.needs_declaration(proof_of(case)) and verification.missing_points(proof_of(case)) == ("zip",)
    verification.prove(secret_of(drawn[-1]), {"zip": "93701"}, SIGNED)
    assert again(case).verified_level == "high"
    kept = parties.sealed_value(case, "declaration")
    assert kept["words"] == "I declare …" and kept["signed_at"].startswith("2026-03-10")


def test_without_the_declaration_the_highest_level_stays_open(frozen, drawn):
    VerificationRule.objects.create(business=a_business(), kind=KIND, level="high", points=["email", "name", "zip"])
    case = waiting_case()
    verification.prove(secret_of(drawn[-1]), {"zip": "93701"})
    assert again(case).state == "verifying"


def test_an_agents_own_address_is_no_point_of_the_subject(frozen, drawn):
    people = {"subject": {"name": "Dana Whitlow"}, "requester": {"name": "Kim Agent", "email": "kim@example.com"}}
    case = waiting_case(is_for_another=True, parties=people)
    verification.prove(secret_of(drawn[-1]), {})
    again(case)
    assert proof_of(case).points_offered == ["name"] and proof_of(case).state == "short"


def test_a_code_opens_what_the_link_opens(frozen, drawn):
    case = waiting_case()
    secret = verification.enter_code(spell(case.reference).lower(), f" {drawn[-1].spelled.lower()} ")
    assert secret == secret_of(drawn[-1])
    assert verification.prove(secret, {})


def test_five_wrong_codes_and_the_right_one_opens_nothing_until_a_fresh_letter(frozen, drawn):
    case = waiting_case()
    assert [verification.enter_code(case.reference, "wrong") for _ in range(5)] == [None] * 5
    assert verification.enter_code(case.reference, drawn[-1].code) is None
    verification.want_fresh_link(case.pk)
    drain()
    assert verification.enter_code(case.reference, drawn[-1].code)


def test_a_code_of_another_case_opens_nothing(frozen, drawn):
    one = waiting_case()
    code = drawn[-1].code
    other = waiting_case()
    assert verification.enter_code(other.reference, code) is None
    assert verification.enter_code(one.reference, code)


@pytest.mark.django_db(transaction=True)
def test_many_wrong_codes_at_once_are_all_counted(drawn):
    case = waiting_case()
    start = threading.Barrier(12)

    def guess() -> None:
        start.wait(PATIENCE)
        verification.enter_code(case.reference, "2345-6789")
        connection.close()

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert proof_of(case).tries == 5
    assert verification.enter_code(case.reference, drawn[-1].code) is None


def test_the_second_step_of_who_is_signed_in(frozen):
    case = a_case(kind=KIND)
    Case.objects.filter(pk=case.pk).update(verified_level="account")
    assert verification.confirm_second_step(case.pk) and not verification.confirm_second_step(case.pk)
    case = again(case)
    assert (case.state, case.verified_level) == ("review", "account") and case.verified_at


def test_nobody_else_confirms_there(frozen):
    case = a_case(kind=KIND)
    assert not verification.confirm_second_step(case.pk)
    drain()
    assert proof_of(case).given == []


def test_this_was_not_me_goes_to_a_person_and_opens_nothing_more(frozen, drawn):
    case = waiting_case()
    secret = secret_of(drawn[-1])
    assert verification.disown_request(secret)
    case = again(case)
    assert (case.state, proof_of(case).state, case.verified_at) == ("review", "short", None)
    assert Entry.objects.filter(case=case, name="disowned", who=Who.REQUESTER).exists()
    assert not verification.prove(secret, {})


def test_it_may_be_said_after_the_press_too(frozen, drawn):
    case = waiting_case()
    verification.prove(secret_of(drawn[-1]), {})
    assert again(case).verified_at
    assert verification.disown_request(secret_of(drawn[-1]))
    assert again(case).verified_at is None


def test_staff_record_what_they_saw(frozen, drawn):
    case = waiting_case()
    case = verification.record_proof(
        case.pk, staff(), seen=case.entry_count, points=["name", "order"], note="By phone."
    )
    row = proof_of(case)
    assert (case.state, case.verified_level, row.state) == ("review", "reasonable", "passed")
    assert row.points_matched == ["name", "order"]
    assert facts(case, "verify")["by_hand"] is True
    assert verification.find_secret(verification.FOR_PROOF, drawn[-1].token).state == "ended"
    with pytest.raises(BadInput):
        verification.record_proof(case.pk, staff(), seen=case.entry_count, points=["name", "order"], note="Again.")


def test_staff_record_no_less_than_the_level_takes(frozen):
    VerificationRule.objects.create(business=a_business(), kind=KIND, level="high", points=["email", "name", "zip"])
    case = waiting_case()
    three = ["name", "order", "zip"]
    for bad in (
        {"points": three[:2], "note": "Seen.", "is_declared": True},
        {"points": three, "note": " ", "is_declared": True},
        {"points": three, "note": "Seen."},
        {"points": [*three, "ssn"], "note": "Seen.", "is_declared": True},
    ):
        with pytest.raises(BadInput):
            verification.record_proof(case.pk, staff(), seen=case.entry_count, **bad)
    assert verification.record_proof(
        case.pk, staff(), seen=case.entry_count, points=three, note="Seen.", is_declared=True
    ).verified_at


def test_a_viewer_records_nothing_and_a_changed_page_neither(frozen):
    case = waiting_case()
    seen = case.entry_count
    with pytest.raises(NotAllowed):
        verification.record_proof(case.pk, staff(Who.VIEWER), seen=seen, points=["name", "zip"], note="Seen.")
    journal.record(case.pk, Line(EntryName.NOTE, {}, "Wait."), staff())
    with pytest.raises(Changed):
        verification.record_proof(case.pk, staff(), seen=seen, points=["name", "zip"], note="Seen.")
    assert proof_of(case).state == "open"
