"""Cases found by words of a name: every kind, every party; never by a hash that two words share."""

import pytest

from dsr import journal, parties, sealing
from dsr.kinds import base
from dsr.models import BlindIndex, Case, NameWord
from dsr.models.case import Channel
from tests import given, given_desk
from tests.replacement import replace_everywhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
MOST = 50


def named(*names, **more):
    requester, *agent = names[1:] or names
    people = {"subject": {"name": names[0]}, "requester": {"name": requester, "email": "x@example.com"}}
    return given.a_case(parties={**people, **({"agent": {"firm": agent[0]}} if agent else {})}, **more)


def test_a_case_is_found_by_any_word_of_any_of_its_people_the_newest_first():
    first = named("Mei Castellan")
    second = named("Rosa Castellan", "Ira Marsh", "Pike & Alvarado LLP")
    named("Theo Brandt")
    for text, found in {
        "castellan": [second, first],
        "Castellan, Mei": [first],
        "marsh": [second],
        "pike": [second],
        "rosa alvarado": [second],  # the words stand in two of its people
        "mei rosa": [],
        "castell": [],
        "": [],
    }.items():
        assert parties.cases_found(text, MOST).cases == [case.pk for case in found], text


@pytest.mark.parametrize("code", [kind.code for kind in base.every()])
def test_of_every_kind(code):
    """Also by the name of an account."""
    people = {
        "subject": {"name": "Pat", "account": "sunny-otter"},
        "requester": {"name": "Lee Tran", "email": "l@x.example"},
    }
    case = given.a_case(kind=code, parties=people, items_may_follow=True)
    assert parties.cases_found("Sunny-Otter", MOST).cases == parties.cases_found("tran", MOST).cases == [case.pk]


@pytest.mark.parametrize("channel", Channel.values)
def test_by_every_channel(channel):
    case = named("Mei Castellan", **({} if channel == "form" else {"channel": channel, "came_to": None}))
    assert parties.cases_found("mei", MOST).cases == [case.pk]


def test_the_people_of_a_bundle_and_who_acts_for_them():
    given_desk.CASES["account-deletion in a bundle"](given_desk.a_full_business())
    whole = list(Case.objects.order_by("-pk").values_list("pk", flat=True))
    assert (
        parties.cases_found("okafor", MOST).cases == whole[-2:]
    )  # the deletion of an account opens one of all that is kept
    assert parties.cases_found("agents llc", MOST).cases == whole


def test_a_hash_that_two_words_share_shows_nobody_elses_case(monkeypatch):
    """20 bits are few: here all words share one hash, and still only the names that have the word are found."""
    replace_everywhere(monkeypatch, sealing.word_digest, lambda _word: "00000")
    wanted = named("Mei Castellan")
    for number in range(9):
        named(f"Other{number} Person")
    assert parties.cases_found("castellan", 3).cases == [wanted.pk]
    assert parties.cases_found("nobody", 3).cases == []
    assert [parties.cases_found("nobody", most).is_cut_short for most in (2, 3, 9)] == [True, False, False]


def test_a_word_is_gone_with_the_name():
    corrected, unsealed, thinned, left = (named("Mei Castellan") for _each in range(4))
    theo = {"name": "Theo Moran", "email": "theo@example.com"}
    forgotten = given.declined(given.in_review(parties={"subject": theo, "requester": theo}))
    given.drain()
    for name in ("subject", "requester"):
        journal.reseal(corrected.pk, name, {"name": "Mei Brandt"})
    journal.unseal(unsealed.pk)
    journal.thin(thinned.pk, ["subject"])
    assert parties.cases_found("castellan", MOST).cases == [left.pk]
    assert parties.cases_found("mei brandt", MOST).cases == [corrected.pk]
    assert parties.cases_found("moran", MOST).cases == [forgotten.pk]
    journal.forget(forgotten.pk)
    assert parties.cases_found("moran", MOST).cases == []
    gone = NameWord.objects.filter(case__in=[unsealed, thinned, forgotten])
    assert not gone.exists()


def test_a_row_tells_neither_the_word_nor_its_place():
    case = named("Zoe Abel Mott Castellan")
    rows = NameWord.objects.filter(case=case, party="subject").order_by("pk")
    digests = [row.digest for row in rows]
    assert digests == sorted(digests) and len(digests) == 4
    assert all(len(digest) == 5 and int(digest, 16) < 2**20 for digest in digests)
    assert not BlindIndex.objects.filter(digest__in=digests).exists()  # what compares people never meets them
    assert not case.blind_indexes.filter(digest__in=digests).exists()
