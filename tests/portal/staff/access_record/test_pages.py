"""The access record is searched by administrators and auditors."""

from datetime import timedelta

import pytest

from dsr import access_record
from dsr.access_record import FACTS, AccessName, Why
from dsr.clock import now
from dsr.lifecycle import Who
from dsr.models import AccessEntry
from portal.staff.wording import access
from tests import given
from tests.portal.staff.desk import at

pytestmark = pytest.mark.django_db
PAGE = "/desk/access/"


def shown(client, **asked):
    answer = client.get(PAGE, asked)
    assert answer.status_code == 200
    return [(line.entry.name, line.entry.page) for line in answer.context["lines"]]


@pytest.fixture
def auditor(browse):
    return browse(Who.AUDITOR)


def test_it_is_narrowed_by_person_what_reference_and_day(browse, auditor, case):
    viewer = browse(Who.VIEWER)
    viewer.get(at(case))
    viewer.get("/desk/")
    assert shown(auditor, person=viewer.account.pk) == [("viewed", "queue"), ("viewed", "case"), ("signed-in", "")]
    assert shown(auditor, reference=case.reference.lower()) == [("viewed", "case")]
    assert shown(auditor, name="signed-in") == [("signed-in", "")] * 2
    today = now().date()
    assert len(shown(auditor, since=today - timedelta(days=1))) == 4
    assert shown(auditor, until=today - timedelta(days=2)) == []
    assert shown(auditor, reference="nonsense") == []
    assert shown(auditor, since="nonsense") == []


def test_a_person_is_found_by_what_they_did_to_others_too(browse, auditor):
    by, other = browse(Who.ADMINISTRATOR).account, given.an_account(email="sam@fernwood.example")
    access_record.write(AccessName.FACTORS_RESET, other, by=by)
    assert ("factors-reset", "") in shown(auditor, person=by.pk)
    page = auditor.get(PAGE, {"person": other.pk}).content.decode()
    assert "Second factor reset" in page and "by Robin Vale" in page


_NO_ROLE = "the provider's groups give no role"
TOLD = [
    ({"role": "approver"}, "approver"),
    ({"before": "viewer", "after": "administrator"}, "from viewer to administrator"),
    ({"before": "viewer", "after": "administrator", "why": Why.NO_ROLE}, f"{_NO_ROLE}, from viewer to administrator"),
    ({"why": "provider-only"}, "the account signs in at the provider only"),
    ({"factor": "totp"}, "authenticator app"),
    ({"factor": "socialaccount"}, "at the provider"),
    ({"kind": "deletion", "before": 24, "months": 60}, "Deletion: from 24 to 60 months"),
    ({"method": "POST"}, "a press"),
    ({"method": "GET"}, ""),
    ({"deletions": "deletions not replayed"}, "deletions not replayed"),
]


@pytest.mark.parametrize(("facts", "words"), TOLD)
def test_a_line_tells_in_words_and_shows_no_code(facts, words):
    assert access.facts_in_words(facts) == words


def test_every_fact_of_a_line_has_words_and_no_other_is_written():
    assert {name for facts, _words in TOLD for name in facts} | {"route"} == FACTS
    with pytest.raises(ValueError, match="no words for"):
        access_record.write(AccessName.SIGN_IN_FAILED, None, reason="x")


def test_a_code_of_another_version_is_said_to_be_one():
    for ask in (lambda: access.facts_in_words({"factor": "retina"}), lambda: access.page_of("retina", {})):
        with pytest.warns(access.unknown_codes.NoWords):
            assert "no words for “retina”" in ask()


def test_there_is_more(auditor):
    for _number in range(51):
        access_record.write(AccessName.SIGN_IN_FAILED, None)
    first = auditor.get(PAGE, {"name": "sign-in-failed"})
    assert len(first.context["lines"]) == 50
    assert len(auditor.get(PAGE + first.context["older"]).context["lines"]) == 1
    assert auditor.get(PAGE, {"before": "9" * 30}).status_code == 200


@pytest.mark.parametrize("name", ["since", "until"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "x"])
def test_a_day_that_no_list_reaches_is_said(auditor, name, day):
    answer = auditor.get("/desk/access/", {name: day})
    assert answer.status_code == 200 and answer.context["form"].errors.keys() == {name}


def test_it_is_kept_as_long_as_the_record_of_a_request(settings):
    for months in (23, 25):
        access_record.write(AccessName.SIGN_IN_FAILED, None)
        made = AccessEntry.objects.latest("pk")
        made.pk, made.at = None, now() - timedelta(days=months * 31)
        made.save(force_insert=True)
    assert access_record.forget_entries() == 1
    assert AccessEntry.objects.count() == 3
