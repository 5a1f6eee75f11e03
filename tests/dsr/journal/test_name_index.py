"""The words of names in requests of an earlier release, or under a key that was lost: made once, gone on with."""

from io import StringIO

import pytest
from django.core.management import call_command

from dsr import journal, key_marks, parties, sealing
from dsr.clock import now, today
from dsr.errors import KeyLost
from dsr.journal import name_index
from dsr.models import Case, KeyMark, NameWord, OwedRenewal, Sealed
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def before():
    """Three requests of a release that indexed no words, the second of which was thinned since."""
    cases = [given.a_case() for _each in range(3)]
    journal.thin(cases[1].pk, ["subject"])
    NameWord.objects.all().delete()
    journal.owe_names()
    return cases


def indexed():
    out = StringIO()
    call_command("index_names", stdout=out)
    return out.getvalue()


def test_it_goes_on_where_it_was_and_brings_back_nothing_that_was_taken_out(before, monkeypatch):
    monkeypatch.setattr(name_index, "_BATCH", 1)
    assert journal.index_names().looked == 1
    assert parties.cases_found("whitlow", 9).cases == [before[2].pk]  # the newest first
    new = given.a_case()
    assert "2 requests were looked at" in indexed()
    assert parties.cases_found("whitlow", 9).cases == [new.pk, before[2].pk, before[0].pk]
    assert not journal.has_owed_names() and "0 requests" in indexed()


def test_run_again_it_changes_nothing(before):
    indexed()
    rows = sorted(NameWord.objects.values_list("case_id", "party", "digest"))
    call_command("index_names", "--anew", stdout=StringIO())
    assert sorted(NameWord.objects.values_list("case_id", "party", "digest")) == rows and rows


def test_what_is_forgotten_meanwhile_is_passed_over(before):
    Case.objects.filter(pk=before[2].pk).update(data_key=None)
    assert "2 requests" in indexed()
    assert not NameWord.objects.filter(case=before[2]).exists()


def test_a_party_that_has_served_takes_the_words_of_its_name_along():
    case = given.a_case()
    assert journal.unseal_one(case.pk, "subject")
    assert not NameWord.objects.filter(case=case, party="subject").exists()
    assert NameWord.objects.filter(case=case, party="requester").exists()


def damaged(case):
    Sealed.objects.filter(case=case, name="subject").update(value=b"damaged")


def given_up(case):
    name = sealing.name_of_data_key(case)
    Case.objects.filter(pk=case.pk).update(data_key=b"gone" + bytes(case.data_key)[len(name) :])
    KeyMark.objects.create(
        purpose="sealing", name="gone", check_value="given up", first_seen_at=now(), last_used_on=today()
    )


@pytest.mark.parametrize("shut", [damaged, given_up])
def test_a_name_that_does_not_open_is_told_and_stops_nothing(before, shut):
    shut(before[0])
    told = indexed()
    assert "3 requests were looked at" in told and "1 of them have a name that does not open" in told
    assert NameWord.objects.filter(case=before[2], party="subject").exists()
    assert not NameWord.objects.filter(case=before[0], party="subject").exists()
    assert not journal.has_owed_names()


def test_another_key_is_refused_until_it_is_taken_and_the_index_made_anew(settings):
    case = given.a_case()
    right, settings.NAME_KEY = settings.NAME_KEY, b"8" * 32
    for act in (given.a_case, journal.index_names):
        with pytest.raises(KeyLost, match="NAME_KEY is not the key"):
            act()
    call_command("keys", "--accept-lost", "names:only", "--yes", stdout=StringIO())
    assert parties.cases_found("whitlow", 9).cases == [] and OwedRenewal.objects.get().what == "names"
    indexed()
    assert parties.cases_found("whitlow", 9).cases == [case.pk]
    settings.NAME_KEY = right
    assert [(one.purpose, one.is_fatal) for one in key_marks.key_problems()] == [("names", True)]
