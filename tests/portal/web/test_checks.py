"""A lost key is an error of `manage.py check`, and is told by the health page; a way in that is owed is missed."""

import pytest
from celery.signals import worker_init
from django.core import checks
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import OperationalError, connection

from dsr import key_marks, sealing, verification
from dsr.kinds import base
from dsr.law.verification import Level
from dsr.models import AgentRule, Case, KeyMark, OwedRenewal, Sealed, Suppression, VerificationRule
from portal.web.checks import impassable_rules, missing_phones, unlawful_agent_rules, unlawful_rules
from portal.web.key_start import refuse_wrong_keys
from tests.given import a_business, a_case
from tests.given_suppression import DANA, suppressed
from tests.given_systems import NEWSLETTER, a_database, a_system
from tests.portal.public.answers import FOR_ONESELF, URL, opened

pytestmark = pytest.mark.django_db
ITEMS = [{"field": "phone", "should": "(559) 555-0199"}]


def test_keys_that_are_known_say_nothing(client):
    key_marks.leave_key_marks()
    call_command("check")
    assert client.get("/healthz").json()["keys"] == "known"


def test_a_lost_suppression_key_is_an_error_everywhere(settings, client):
    key_marks.leave_key_marks()
    settings.SUPPRESSION_KEY = b"8" * 32
    with pytest.raises(SystemCheckError, match="suppression-key"):
        call_command("check")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["keys"]) == (503, "suppression key lost")


@pytest.fixture
def of_the_release_before():
    """A person on the list, a link in a letter, and no marks of keys."""
    case = a_case(
        kind="correction",
        parties={"subject": {"name": "Dana"}, "requester": {"name": "Dana", "email": DANA}},
        items=ITEMS,
    )
    suppressed(case=case)
    sent = {"to": DANA, "text": f"https://desk.example/c/{sealing.seal_link(['items', case.reference])}/"}
    Sealed.objects.create(case=case, name="letter:1", value=sealing.seal(case, "letter:1", sent))
    KeyMark.objects.all().delete()


@pytest.mark.parametrize(
    ("setting", "wrong", "purpose"),
    [("SUPPRESSION_KEY", b"8" * 32, "suppression"), ("LINK_KEYS", {"t1": b"8" * 32}, "links")],
)
def test_a_wrong_key_that_left_no_mark_yet_is_an_error_everywhere(
    settings, client, of_the_release_before, setting, wrong, purpose
):
    cache.clear()
    filled = {**opened(client), **FOR_ONESELF}
    KeyMark.objects.all().delete()
    setattr(settings, setting, wrong)
    with pytest.raises(SystemCheckError, match=f"{purpose}-key"):
        call_command("check")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["keys"]) == (503, f"{purpose} key lost")
    assert client.post(URL, filled).status_code == 503
    assert not KeyMark.objects.filter(purpose=purpose).exists()
    with pytest.raises(SystemExit):
        refuse_wrong_keys()  # closes the connection of this test, too


def test_a_key_that_nothing_could_prove_is_told_and_stops_nothing(settings, client, capsys):
    a_case()
    KeyMark.objects.all().delete()
    key_marks.leave_key_marks()
    call_command("check")
    assert "nothing that stood here could show" in capsys.readouterr().err
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["keys"]) == (200, "links key not proved")


def test_hashes_of_an_earlier_release_are_told_until_they_are_renewed(client, capsys):
    suppressed()
    OwedRenewal.objects.create(what="list", up_to=Suppression.objects.get().pk)
    OwedRenewal.objects.create(what="requests", up_to=Case.objects.get().pk)
    OwedRenewal.objects.create(what="names", up_to=Case.objects.get().pk)
    suppressed(case=a_case(), email="robin@example.com")
    call_command("check")
    told = capsys.readouterr().err
    assert "1 hashes of the suppression list and 1 requests" in told and "manage.py index_names" in told
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["digests"]) == (200, "wait for renew_digests")
    call_command("renew_digests")
    assert client.get("/healthz").json()["names"] == "wait for index_names"
    call_command("index_names")
    capsys.readouterr()
    call_command("check")
    assert "Run once" not in capsys.readouterr().err and "digests" not in client.get("/healthz").json()


@pytest.mark.parametrize(
    ("setting", "wrong", "purpose"),
    [
        ("SEALING_KEYS", {"t1": b"8" * 32}, "sealing"),
        ("INDEX_KEY", b"8" * 32, "index"),
        ("JOURNAL_KEYS", {"t1": b"8" * 32}, "journal"),
        ("NAME_KEY", b"8" * 32, "names"),
        ("LINK_KEYS", {"t1": b"8" * 32}, "links"),
    ],
)
def test_any_other_key_than_the_known_one_is_an_error_everywhere(settings, client, setting, wrong, purpose):
    cache.clear()
    a_business()
    filled = {**opened(client), **FOR_ONESELF}
    key_marks.leave_key_marks()
    setattr(settings, setting, wrong)
    with pytest.raises(SystemCheckError, match=f"{purpose}-key"):
        call_command("check")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["keys"]) == (503, f"{purpose} key lost")
    answer = client.post(URL, filled)
    assert answer.status_code == 503
    assert (
        "We did not receive your request" in answer.content.decode()
        and FOR_ONESELF["email"] in answer.content.decode()
    )
    assert not Case.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_neither_web_nor_worker_starts_with_a_wrong_key(settings):
    refuse_wrong_keys()  # leaves the marks, and says nothing
    assert worker_init.send(None)
    settings.SEALING_KEYS = {"t1": b"8" * 32}
    with pytest.raises(SystemExit, match="t1"):
        refuse_wrong_keys()
    with pytest.raises(SystemExit, match="t1"):
        worker_init.send(None)
    with connection.execute_wrapper(_no_table):
        refuse_wrong_keys()  # cannot be told yet: the first request asks again


def test_a_lost_link_key_is_a_warning(settings, client, capsys):
    key_marks.leave_key_marks()
    settings.LINK_KEYS = {"new": b"7" * 32}
    call_command("check")
    assert "links-key" in capsys.readouterr().err
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["keys"]) == (200, "links key lost")


def test_a_toll_free_phone_that_is_owed_is_missed_with_its_law(capsys):
    business = a_business()
    call_command("check", tags=["daylight"])
    assert "toll-free" not in capsys.readouterr().err
    business.is_ccpa_business = True
    business.save()
    call_command("check", tags=["daylight"])
    said = capsys.readouterr().err
    assert "daylight.toll-free-phone" in said and "§ 1798.130(a)(1)(A)" in said
    business.toll_free_phone, business.phone_offered = "1-800-555-0142", True
    business.save()
    assert missing_phones() == []
    business.toll_free_phone, business.phone_offered, business.exclusively_online = "", False, True
    business.save()
    assert missing_phones() == []


@pytest.mark.django_db(transaction=True)
def test_before_the_tables_are_made_the_check_says_nothing():
    with connection.execute_wrapper(_no_table):
        assert missing_phones() == unlawful_rules() == unlawful_agent_rules() == impassable_rules() == []


def _no_table(_execute, _sql, _params, _many, _context):
    raise OperationalError("no such table: dsr_business")


def test_a_rule_outside_the_law_fails_the_check_and_stops_nothing_else(capsys):
    VerificationRule.objects.create(business=a_business(), kind="deletion", level="email", points=["ssn"])
    with pytest.raises(SystemCheckError) as refused:
        call_command("check")
    assert "daylight.verification-rule" in str(refused.value)
    assert "§ 7062(d)" in str(refused.value) and "§ 7060(c)(2)" in str(refused.value)
    # As a worker does at its start, and every other command.
    assert not [said for said in checks.run_checks() if said.id == "daylight.verification-rule"]
    call_command("verify_journal", skip_checks=False)
    level = verification.proof_level_of(a_business().pk, base.get("deletion"))
    assert level is Level.REASONABLE and "ssn" not in verification.points_to_match(
        a_business().pk, base.get("deletion"), level
    )


def test_asking_the_person_to_confirm_an_opt_out_fails_the_check():
    rule = AgentRule.objects.create(business=a_business(), kind="opt-out", asks="confirm")
    key_marks.leave_key_marks()
    with pytest.raises(SystemCheckError) as refused:
        call_command("check")
    assert "daylight.agent-rule" in str(refused.value)
    assert "§ 7026(j)" in str(refused.value) and "CPPA v. Honda" in str(refused.value)
    AgentRule.objects.filter(pk=rule.pk).update(kind="deletion")
    call_command("check")


def test_a_lawful_rule_says_nothing():
    VerificationRule.objects.create(
        business=a_business(), kind="deletion", level="high", points=["email", "zip", "order"]
    )
    key_marks.leave_key_marks()
    call_command("check")


def test_a_rule_that_nobody_can_pass_is_a_warning_until_a_system_holds_its_points(tmp_path, capsys):
    business = a_business()
    VerificationRule.objects.create(business=business, kind="deletion", level="high", points=["email", "zip", "order"])
    VerificationRule.objects.create(business=business, kind="account-deletion", level="email", points=[])
    call_command("check")
    said = capsys.readouterr().err
    assert said.count("daylight.verification-points") == 1 and "deletion: Nobody can pass" in said
    a_system(business, a_database(tmp_path / "shop"), name="Not approved", is_approved=False)
    a_system(business, a_database(tmp_path / "news"), name="Newsletter", mapping=NEWSLETTER)
    assert len(impassable_rules()) == 1
    a_system(business, a_database(tmp_path / "two"))
    assert impassable_rules() == []
    VerificationRule.objects.filter(kind="deletion").update(level="unheard-of", kind="unheard-of")
    assert impassable_rules() == []
