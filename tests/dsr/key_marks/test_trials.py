"""Before its first mark a key is tried on what stands; where nothing can tell, that is said."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from dsr import key_marks, sealing, suppression, triggers
from dsr.errors import KeyLost
from dsr.models import Case, KeyMark, Sealed, Suppression
from dsr.models.suppression import SEALED_ADDRESS
from tests import given
from tests.given_suppression import DANA, suppressed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_key_marks")]
OTHER = b"9" * 32


def without_marks():
    """As a database of a release that left none."""
    KeyMark.objects.all().delete()


def found():
    return {(one.purpose, one.is_fatal, one.is_unproved) for one in key_marks.key_problems()}


@pytest.fixture
def listed():
    """A person of a request is on the list."""
    case = given.a_case(parties={"subject": {"name": "Dana"}, "requester": {"name": "Dana", "email": DANA}})
    suppressed(case=case)
    without_marks()
    return case


def test_a_right_suppression_key_gives_a_hash_again(listed):
    key_marks.leave_key_marks()
    assert ("suppression", False, True) not in found() and KeyMark.objects.get(purpose="suppression").is_proved


def by_the_sealed_address(case):
    Suppression.objects.update(case=None, sealed_address=sealing.seal_secret(SEALED_ADDRESS, DANA))


def by_a_phone(case):
    without_marks()
    Suppression.objects.all().delete()
    suppressed(
        case=given.a_case(
            parties={
                "subject": {"name": "Dana"},
                "requester": {"name": "Dana", "email": DANA, "phone": "(559) 555-0199"},
            }
        ),
        phone="5595550199",
    )
    without_marks()


@pytest.mark.parametrize("by", [lambda case: None, by_the_sealed_address, by_a_phone])
def test_under_a_wrong_suppression_key_nothing_is_marked_answered_or_taken(settings, listed, by):
    by(listed)
    right, settings.SUPPRESSION_KEY = settings.SUPPRESSION_KEY, OTHER
    for act in (
        given.a_case,
        lambda: suppression.is_mail_suppressed(listed.business_id, DANA),
        lambda: suppression.import_addresses(listed.business, [DANA], "", None, lambda done: None),
        lambda: suppression.may_share(listed.business_id, DANA),
    ):
        with pytest.raises(KeyLost, match="SUPPRESSION_KEY is not the key"):
            act()
    key_marks.leave_key_marks()
    assert found() == {("suppression", True, False)} | (found() - {("suppression", True, False)})
    assert not KeyMark.objects.filter(purpose="suppression").exists()
    settings.SUPPRESSION_KEY = right
    assert suppression.is_mail_suppressed(listed.business_id, DANA) or by is by_a_phone


def test_an_address_that_was_corrected_since_tells_nothing_against_the_key(listed):
    for number in range(2):
        sent = {"to": DANA if number else "x@example.com", "subject": "", "text": "", "html": ""}
        Sealed.objects.create(
            case=listed, name=f"letter:{number}", value=sealing.seal(listed, f"letter:{number}", sent)
        )
    row = listed.sealed.get(name="requester")
    row.value = sealing.seal(listed, "requester", {"name": "Dana", "email": "dana.w@example.com"})
    row.save()
    key_marks.leave_key_marks()
    assert KeyMark.objects.get(purpose="suppression").is_proved


def forgotten(case):
    Case.objects.update(data_key=None)


def imported(case):
    Suppression.objects.update(case=None)


@pytest.mark.parametrize("unknown", [forgotten, imported])
def test_where_nobody_knows_whose_the_hashes_are_it_is_said_until_a_person_confirms(settings, listed, unknown):
    unknown(listed)
    settings.SUPPRESSION_KEY = OTHER
    key_marks.leave_key_marks()
    assert ("suppression", False, True) in found()
    (words,) = [one.words for one in key_marks.key_problems() if one.purpose == "suppression"]
    assert "nothing that stood here could show" in words and "--confirm suppression:only" in words
    assert key_marks.confirm_key("suppression", "only") and not key_marks.confirm_key("suppression", "only")
    assert ("suppression", False, True) not in found()


def test_a_lost_key_is_told_before_one_that_is_not_proved(settings, listed):
    imported(listed)
    key_marks.leave_key_marks()
    settings.SUPPRESSION_KEY = OTHER
    assert ("suppression", True, False) in found() and ("suppression", False, True) not in found()


@pytest.fixture
def linked():
    """A letter that is kept carries a link."""
    case = given.a_case(kind="correction", items=[{"field": "phone", "should": "(559) 555-0199"}])
    link = f"https://desk.example/corrections/{sealing.seal_link(['items', case.reference])}/"
    sent = {"to": DANA, "subject": "", "text": f"Look: {link}", "html": f'<a href="{link}">'}
    Sealed.objects.create(case=case, name="letter:1", value=sealing.seal(case, "letter:1", sent))
    without_marks()
    return case


def test_a_right_link_key_opens_a_link_that_stands(linked):
    key_marks.leave_key_marks()
    assert KeyMark.objects.get(purpose="links").is_proved


def test_under_a_wrong_link_key_nothing_is_marked_or_taken(settings, linked):
    settings.LINK_KEYS = {"t1": OTHER}
    with pytest.raises(KeyLost, match="LINK_KEYS has another key of the name"):
        given.a_case()
    with pytest.raises(KeyLost):
        suppression.unsubscribe_token(linked.business, DANA)
    assert ("links", True, False) in found() and not KeyMark.objects.filter(purpose="links").exists()


def test_where_no_link_is_kept_the_first_link_key_is_not_proved_and_the_next_needs_no_proof(settings):
    given.a_case()
    without_marks()
    key_marks.leave_key_marks()
    assert ("links", False, True) in found()
    key_marks.confirm_key("links", "t1")
    settings.LINK_KEYS = {"t2": OTHER, **settings.LINK_KEYS}
    key_marks.leave_key_marks()
    assert KeyMark.objects.get(name="t2").is_proved and found() == set()


def a_key_of_a_program():
    suppression.make_api_key(given.a_business(), "mailer", ["check"])


def an_imported_list():
    suppression.import_addresses(given.a_business(), [DANA], "", None, lambda done: None)


@pytest.mark.parametrize("first", [lambda: None, a_key_of_a_program, an_imported_list])
def test_on_a_fresh_installation_every_key_is_known(first):
    first()
    key_marks.leave_key_marks()
    given.a_case()
    assert found() == set()


def test_a_key_that_stops_a_migration_is_given_up_before_a_later_one_makes_the_column_of_the_macs():
    case = given.a_case()
    name = sealing.name_of_data_key(case)
    Case.objects.filter(pk=case.pk).update(data_key=b"gone" + bytes(case.data_key)[len(name) :])
    without_marks()
    connection.check_constraints()  # PostgreSQL changes no table that has unchecked rows
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE dsr_entry DROP COLUMN mac")
    call_command("keys", "--accept-lost", "sealing:gone", "--yes", stdout=StringIO())
    assert KeyMark.objects.get(purpose="sealing", name="gone").check_value == "given up"
    assert KeyMark.objects.filter(purpose="journal").exists()
