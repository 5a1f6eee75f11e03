"""What release 0.1.0 hashed is found, and gets its twin under today's spelling while the person is known."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from dsr import journal, key_marks, sealing, suppression
from dsr.clock import now
from dsr.models import ApiKey, BlindIndex, Case, Consent, KeyMark, Suppression
from dsr.models.suppression import SEALED_ADDRESS, Purpose
from dsr.suppression import stop_list
from tests import given
from tests.given_suppression import an_api_key

pytestmark = pytest.mark.django_db
# Made by the code of 0.1.0 under the keys of the tests.
KEPT = json.loads((Path(__file__).parent / "hashes_of_0_1_0.json").read_text())
BY_VALUE = {row["value"]: row for row in KEPT}
ANNA, INA, ARABIC = "anna@bücher.example", "anna@faß.example", "٥٥٩ ٥٥٥ ٠١٩٩"


def listed_before(case, value, /, **changes):
    """A row as 0.1.0 left it, of a case that knows whom it is of."""
    kept = BY_VALUE[value]
    fields = {
        "business": case.business,
        "case": case,
        "purpose": Purpose.SALE_SHARING,
        "field": kept["field"],
        "digest": kept["suppression"],
        "since": now() - timedelta(days=90),
        "source": "page",
        "change": 7,
    }
    return Suppression.objects.create(**{**fields, **changes})


def a_case_of(**party):
    """A case that 0.1.0 took: its indexes are those of that release."""
    case = given.a_case(parties={"subject": {"name": "Anna"}, "requester": {"name": "Anna", **party}})
    for field, value in party.items():
        row = BlindIndex.objects.filter(case=case, party="requester", field=field)
        assert row.update(digest=BY_VALUE[value]["index"]) == 1
    return case


def renewed():
    out = io.StringIO()
    call_command("renew_digests", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: ascii(kept["value"]))
def test_every_hash_of_before_is_looked_up(kept):
    field, value = kept["field"], kept["value"]
    if "suppression" in kept:
        assert kept["suppression"] in sealing.person_digests(field, value)
    if "index" in kept:
        assert kept["index"] in sealing.blind_indexes(field, value)
    if "tombstone" in kept and value not in {INA, "ÉMILE@example.com", "ﬁona@example.com"}:
        assert kept["tombstone"] in sealing.suppression_digests(1, field, value)


@pytest.mark.parametrize("value", [INA, "ﬁona@example.com"])
def test_nobody_is_purged_by_a_tombstone_that_may_be_anothers(value):
    assert BY_VALUE[value]["tombstone"] not in sealing.suppression_digests(1, "email", value)


@pytest.mark.parametrize(
    "value, known",
    [(ANNA, {"email": "anna@xn--bcher-kva.example"}), (INA, {"email": INA}), (ARABIC, {"phone": "559-555-0199"})],
)
def test_a_row_gets_its_twin_with_its_day_and_only_once(value, known):
    case = a_case_of(**{BY_VALUE[value]["field"]: value, "email": value if "@" in value else ANNA})
    row = listed_before(case, value)
    assert "1 rows, " in renewed()
    (field, told), *_none = known.items()
    twin = Suppression.objects.get(digest=sealing.person_digest(field, told))
    assert (twin.since, twin.case, twin.change, twin.lifted_at) == (row.since, case, row.change, None)
    assert not suppression.may_share(case.business_id, known).may_share
    rows = Suppression.objects.count()
    assert " 0 hashes added" in renewed() and Suppression.objects.count() == rows


def test_an_ordinary_row_and_one_that_nobody_knows_stay_alone():
    case = given.a_case()
    listed_before(case, "Dana@Example.com")
    listed_before(case, ANNA, case=None)
    assert "2 rows, 0 hashes added, 1 whose person is not known" in renewed()
    assert Suppression.objects.count() == 2


def test_what_was_broken_off_goes_on(monkeypatch):
    monkeypatch.setattr("dsr.suppression.spelling_renewal._BATCH", 1)
    case = a_case_of(email=ANNA)
    for number in range(3):
        listed_before(case, ANNA, scope=f"list-{number}")
    done = []

    def tell(looked_at):
        done.append(looked_at)
        if len(done) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        suppression.renew_list(case.business, tell)
    assert Suppression.objects.count() == 3 + 2
    assert suppression.renew_list(case.business, lambda _done: None).made == 1
    assert suppression.renew_list(case.business, lambda _done: None).made == 0


def test_a_lock_that_was_opened_stays_open():
    case = a_case_of(email=ANNA)
    lock = listed_before(case, ANNA, purpose=Purpose.LOCKED, scope="E8_LEGAL_OBLIGATION")
    Consent.objects.create(
        business=case.business, purpose="mail", field="email", digest=lock.digest, at=now(), recorded_at=now()
    )
    assert not suppression.is_mail_suppressed(case.business_id, ANNA)
    renewed()
    assert not suppression.is_mail_suppressed(case.business_id, ANNA)
    assert stop_list.closed_uses(case.business_id, ANNA) == ["direct-marketing", "sale-sharing"]


def test_evidence_of_a_consent_that_opens_no_more_stops_no_renewal():
    case = a_case_of(email=ANNA)
    lock = listed_before(case, ANNA, purpose=Purpose.LOCKED, scope="E8_LEGAL_OBLIGATION")
    said = {"business": case.business, "purpose": "mail", "field": "email", "at": now(), "recorded_at": now()}
    Consent.objects.create(**said, digest=lock.digest, sealed_evidence="under a key that is gone")
    renewed()
    assert not suppression.is_mail_suppressed(case.business_id, ANNA)
    twin = Consent.objects.exclude(digest=lock.digest).get()
    assert twin.sealed_evidence == "", "it stands with the lock of before, and opens in no other row"


@pytest.mark.parametrize("value", [ANNA, INA])
def test_a_program_takes_both_at_once_and_nothing_counts_as_taken_before(value):
    case = given.a_case(kind="opt-out", answers={}, parties={"requester": {"name": "Anna", "email": value}})
    Suppression.objects.all().delete()
    key = an_api_key(case.business)
    ApiKey.objects.update(made_at=case.entered_at - timedelta(days=1))
    listed_before(case, value, sealed_address=sealing.seal_secret(SEALED_ADDRESS, value))
    renewed()
    rows = suppression.feed_after(case.business_id, 0, 10)
    assert {suppression.feed_address(row) for row in rows} == {value}
    assert suppression.is_feed_awaited(case) and suppression.effect_of(case, value).awaits_programs
    assert suppression.feed_after(case.business_id, 7, 10) == []
    key.refresh_from_db()
    suppression.confirm_feed(key, 7)
    assert not suppression.is_feed_awaited(case) and not suppression.effect_of(case, value).awaits_programs
    assert not Suppression.objects.exclude(sealed_address="").exists()


def test_a_request_of_before_is_in_effect_without_a_renewal():
    case = given.a_case(kind="opt-out", answers={}, parties={"requester": {"name": "Anna", "email": INA}})
    Suppression.objects.all().delete()
    for purpose in (Purpose.SALE_SHARING, Purpose.DIRECT_MARKETING):
        listed_before(case, INA, purpose=purpose)
    assert suppression.effect_of(case, INA).list_since == case.entered_at


def test_a_consent_lifts_the_row_of_before_and_its_twin():
    case = a_case_of(email=ANNA)
    listed_before(case, ANNA)
    renewed()
    evidence = {"how": "card", "where": "shop", "confirmed_at": "2026-03-11"}
    assert suppression.record_consent(case.business, ANNA, ["sale-sharing"], [], evidence, now()) == 1
    assert not stop_list.active(case.business_id).exists()


def test_requests_of_before_are_found_at_once_and_meet_the_new_ones_when_renewed():
    before, stranger = (
        a_case_of(email=INA),
        given.a_case(parties={"subject": {"name": "Ann"}, "requester": {"name": "Ann", "email": "anna@fass.example"}}),
    )
    found = BlindIndex.objects.filter(digest__in=sealing.blind_indexes("email", INA), field="email")
    assert before.pk in set(found.values_list("case_id", flat=True))
    assert "2 requests, 1 indexes renewed" in renewed()
    own = BlindIndex.objects.filter(digest=sealing.blind_index("email", "anna@xn--fa-hia.example"))
    assert list(own.values_list("case_id", flat=True)) == [before.pk]
    others = BlindIndex.objects.filter(digest=sealing.blind_index("email", "anna@fass.example"))
    assert list(others.values_list("case_id", flat=True)) == [stranger.pk]


def test_what_left_the_index_does_not_come_back():
    case = a_case_of(email=ANNA)
    BlindIndex.objects.filter(case=case).delete()
    assert journal.renew_indexes(case.pk) == 0
    assert not BlindIndex.objects.filter(case=case).exists()


@pytest.mark.parametrize("value", [ANNA, INA])
def test_a_key_is_known_by_an_index_of_before_and_of_today(value):
    case = given.a_case(kind="unsubscribe", answers={}, parties={"requester": {"email": value}})
    assert BlindIndex.objects.filter(case=case).update(digest=BY_VALUE[value]["index"]) == 1
    for _release in ("before", "today"):
        KeyMark.objects.all().delete()
        assert key_marks.key_problems() == []
        renewed()


def test_an_index_of_another_key_is_still_seen(settings):
    a_case_of(email=ANNA)
    KeyMark.objects.all().delete()
    settings.INDEX_KEY = b"8" * 32
    assert [problem.purpose for problem in key_marks.key_problems()] == ["index"]


def test_a_forgotten_request_is_passed_over():
    case = a_case_of(email=ANNA)
    listed_before(case, ANNA)
    Case.objects.filter(pk=case.pk).update(data_key=b"")
    assert "1 whose person is not known" in renewed()
