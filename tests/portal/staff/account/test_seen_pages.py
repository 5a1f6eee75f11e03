"""Each look, download and export of personal information at the desk is on record."""

import pytest
from allauth.mfa.models import Authenticator

from dsr.access_record import AccessName, Why
from dsr.lifecycle import STAFF_ROLES, Who
from dsr.models import AccessEntry
from portal.staff.account.seen_pages import SEEN, page_shown_by
from portal.staff.wording.access import FACTORS, PAGES, REASONS, ROLES, ROUTES, WORDS
from tests.portal.staff.desk import at
from tests.portal.staff.test_routes import desk_routes

# These show nothing of a requester, or only lead on.
_NOTHING_PERSONAL = {
    *("names", "keys", "you", "sessions", "enter", "enter-kind", "enter-bundle", "next-case", "systems"),
    *("approve-mapping", "years", "year", "access-record", "people", "invite", "person", "restored-copy"),
    *("stuck-work", "previous-case", "views", "evidence-period", "evidence-script"),
    *("set-hold", "record-periods", "record-period"),
    *("oversight", "oversight-csv", "oversight-measure"),
}


def test_every_page_of_the_desk_is_recorded_or_shows_nothing_personal():
    pages = {pattern.name for _address, pattern in desk_routes() if "GET" in pattern.callback.methods}
    assert pages - SEEN.keys() == _NOTHING_PERSONAL - {"names", "keys"}
    assert SEEN.keys() <= {pattern.name for _address, pattern in desk_routes()}


# Presses that lead on, or show a form about nobody.
_PRESSES = {
    *("columns", "save-view", "change-view", "delete-view", "bulk-look", "invite-again", "person-sessions"),
    *(
        "person-factors",
        "complete-year",
        "withdraw-year",
        "release-copy",
        "gone-letters",
        "settle-copied",
        "work-again",
    ),
}


def test_every_press_of_the_desk_knows_what_it_shows_when_it_is_refused():
    presses = {
        pattern.name: page_shown_by(pattern.name, dict.fromkeys(pattern.pattern.converters, "1"))
        for _address, pattern in desk_routes()
        if "POST" in pattern.callback.methods
    }
    assert {name for name, page in presses.items() if not page} <= _NOTHING_PERSONAL | _PRESSES
    assert set(presses.values()) - {""} <= SEEN.keys()
    assert (presses["close"], presses["bundle-ask"], presses["bulk-begin"]) == ("case", "bundle", "bulk")


def test_a_press_that_is_refused_and_shows_the_case_again_is_recorded(browse, case):
    client = browse(Who.REVIEWER)
    assert client.post(f"{at(case)}note/", {"seen": case.entry_count}).status_code == 422
    assert looks() == [("viewed", "case", case.reference)]


def test_every_line_and_page_has_its_words():
    assert set(WORDS) == set(AccessName)
    assert set(PAGES) == set(SEEN)
    assert set(REASONS) == set(Why) and set(ROLES) == set(STAFF_ROLES)
    assert FACTORS.keys() >= set(Authenticator.Type.values)
    barred = {one.name: one.pattern.converters for _, one in desk_routes() if one.callback.role is not Who.VIEWER}
    nameless = {name for name, places in barred.items() if not page_shown_by(name, dict.fromkeys(places, "1"))}
    assert nameless == ROUTES.keys()


def looks():
    names = ("viewed", "downloaded", "exported")
    return list(AccessEntry.objects.filter(name__in=names).values_list("name", "page", "reference"))


def test_a_look_is_recorded_with_the_reference_and_what_was_refused_is_not(browse, case, caplog):
    caplog.set_level("INFO")
    client = browse(Who.VIEWER)
    assert client.get(at(case)).status_code == 200
    letter = case.letters.first()
    assert client.get(f"{at(case)}letter/{letter.pk}/email/").status_code == 200
    assert client.get("/desk/8F5Y-KQVS-9ZE/").status_code == 404
    assert client.get("/desk/systems/").status_code == 200
    assert looks() == [
        ("viewed", "case", case.reference),
        ("viewed", "letter-email", f"{case.reference}/{letter.pk}"),
    ]
    entry = AccessEntry.objects.get(page="case")
    assert entry.account == client.account and entry.client and "127.0.0.1" not in str(entry.__dict__)
    (line,) = [one.getMessage() for one in caplog.records if "page=case" in one.getMessage()]
    assert line.startswith(f"access viewed account={client.account.pk} page=case reference={case.reference} client=")
    assert "127.0.0.1" not in line


def test_the_letters_that_are_printed_are_an_export(browse):
    assert SEEN["print-letters"] is AccessName.EXPORTED and SEEN["document"] is AccessName.DOWNLOADED


def test_the_database_keeps_the_record_as_it_is(browse, case):
    from django.db import DatabaseError, transaction

    browse(Who.VIEWER).get(at(case))
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessEntry.objects.update(reference="")


def test_what_a_role_does_not_open_is_on_record(browse, case):
    viewer = browse(Who.VIEWER)
    assert viewer.get("/desk/people/").status_code == 403
    assert viewer.post(f"{at(case)}note/", {"words": "Mine."}).status_code == 403
    rows = AccessEntry.objects.filter(name="refused").order_by("pk").values_list("page", "reference", "facts")
    assert [*rows] == [
        ("", "", {"method": "GET", "route": "people"}),
        ("case", case.reference, {"method": "POST"}),
    ]
    page = browse(Who.AUDITOR).get("/desk/access/").content.decode()
    assert "Refused for this role: people</td>" in page
    assert 'Refused for this role: a request <span class="muted">· a press</span>' in page
